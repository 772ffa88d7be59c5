# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The mistakes that seed_across_files.py makes: for every rule, the ways in which its two
halves come to lie in different files.

Each class of seeds is a function that is given a real call between two files and says what to
write where. `F` is the calling function and its file, `G` the called one. Nothing of the
functions is taken away: what they test, return and hold stays around the seed."""

import dataclasses
import re

from across_sites import argument_at, text_of

HEADER = "unwedge_seed.h"


@dataclasses.dataclass
class Edit:
    """`text` in place of [begin, end) of the file; a part of that half of the mistake, or of
    none if it is 0."""

    file: str
    begin: int
    end: int
    text: str
    half: int


class Seed:
    """Edits of real files, the header that they include, and units that are added."""

    def __init__(self, what):
        self.what = what
        self.edits = []
        self.header = ""
        # By name: (text, half).
        self.added = {}
        self.site = ("", 0)

    def insert(self, file, offset, text, half=0):
        self.edits.append(Edit(file, offset, offset, text, half))

    def mark(self, file, begin, end, half):
        """What stands there already is a part of that half."""
        self.edits.append(Edit(file, begin, end, text_of(file).text[begin:end], half))


class Maker:
    def __init__(self, program, chance):
        self.program = program
        self.chance = chance

    # -- where ---------------------------------------------------------------

    def usable(self, *functions):
        return all(self.program.body(f) for f in functions)

    def after(self, function):
        """Behind the function."""
        return function.end + 1

    def start(self, function, before=None):
        """Some statement of the function's outermost block begins there."""
        points = self.program.points(function)
        if before is not None:
            points = [p for p in points if p <= before]
        return self.chance.choice(points)

    def members(self, seed, function, text):
        """Adds members to the function's class; false if it has none that can be found."""
        place = self.program.class_of(function)
        if not place:
            return False
        seed.insert(place[0], place[1], "\n public:\n" + text + "\n")
        self.include(seed, place[0])
        return True

    def include(self, seed, file):
        if not any(e.file == file and e.begin == 0 and HEADER in e.text for e in seed.edits):
            seed.insert(file, 0, f'#include "{HEADER}"\n')

    def call_line(self, seed, edge):
        statement = self.program.statement(edge)
        if statement:
            return statement
        return edge.offset, edge.offset + 1

    def ends(self, seed, edge, what, where=None):
        """Writes `what` into the called function, as the second half."""
        function = where or edge.callee
        seed.insert(function.file, self.start(function), f"\n  {what}\n", 2)
        self.include(seed, function.file)

    def begins(self, seed, edge, what):
        """Writes `what` before the call, as the first half."""
        self.include(seed, edge.caller.file)
        statement = self.program.statement(edge)
        limit = statement[0] if statement else edge.offset
        seed.insert(edge.caller.file, self.start(edge.caller, limit), f"\n  {what}\n", 1)
        seed.mark(edge.caller.file, edge.offset, edge.offset + 1, 1)

    def around(self, seed, edge, before, after):
        """Writes `before` and `after` around the statement with the call, as the first half."""
        statement = self.program.statement(edge)
        if not statement:
            return False
        self.include(seed, edge.caller.file)
        seed.insert(edge.caller.file, statement[0], f"{before}\n  ", 1)
        seed.mark(edge.caller.file, edge.offset, edge.offset + 1, 1)
        seed.insert(edge.caller.file, statement[1], f"\n  {after}\n", 1)
        return True

    def second_hop(self, seed, edge):
        """A call of the callee, in a third file; the one between is a part of the program."""
        seed.mark(edge.callee.file, 0, 0, 0)
        next_ = [
            e for e in self.program.by_caller.get(edge.callee.key, ())
            if e.callee.file != edge.caller.file and not e.virtual and self.usable(e.callee)
        ]
        return self.chance.choice(next_) if next_ else None

    # -- who may be seeded -----------------------------------------------------

    def is_plain(self, edge):
        return not edge.virtual

    def on_object(self, edge):
        """A method of a class of a header, called on something that can be written again."""
        return (not edge.virtual and edge.receiver and self.program.class_of(edge.callee)
                and self.program.qualifier(edge.callee))

    def on_member(self, edge):
        """A method of one class, called by one of another, on a member of that."""
        return (self.on_object(edge) and edge.receiver.startswith("this.")
                and re.fullmatch(r"\w+(\.|->)", edge.written)
                and self.program.class_of(edge.caller) and self.program.qualifier(edge.caller)
                and not self.program.is_static(edge.caller)
                and edge.caller.of != edge.callee.of)

    def is_virtual(self, edge):
        return edge.virtual


class Rule:
    """The classes of seeds of a rule: (what it is, what edges it needs, how it is made)."""

    check = ""

    def __init__(self, program, chance):
        self.at = Maker(program, chance)
        self.program = program
        self.chance = chance

    def sites(self):
        return [e for e in self.program.edges if self.at.usable(e.caller, e.callee)]

    def seed(self, number, edge):
        what, needs, make = self.classes()[number]
        if not needs(edge):
            return None
        seed = Seed(what)
        seed.site = (edge.caller.file, edge.offset)
        return seed if make(seed, edge) else None


def own(function):
    """The name of the function's class, as a member's qualifier says it."""
    return function.of.rsplit("::", 1)[-1]


# ---------------------------------------------------------------------------
# recursive-shared-lock
# ---------------------------------------------------------------------------

CONFIG = """
namespace unwedge_seed {
extern std::shared_mutex config_mutex;
int config();
void setConfig(int value);
}  // namespace unwedge_seed
"""
CONFIG_UNIT = """
namespace unwedge_seed {
std::shared_mutex config_mutex;
static int value_of_config;
int config() {
  std::shared_lock<std::shared_mutex> guard(config_mutex);
  return value_of_config;
}
void setConfig(int value) {
  std::unique_lock<std::shared_mutex> guard(config_mutex);
  value_of_config = value;
}
}  // namespace unwedge_seed
"""
READ_GUARD = """
namespace unwedge_seed {
class ReadGuard {
 public:
  explicit ReadGuard(std::shared_mutex *lock) : lock_(lock) { lock_->lock_shared(); }
  ~ReadGuard() { lock_->unlock_shared(); }
  ReadGuard(const ReadGuard &) = delete;
  void operator=(const ReadGuard &) = delete;

 private:
  std::shared_mutex *const lock_;
};
}  // namespace unwedge_seed
"""
RW_LOCK = """
namespace unwedge_seed {
class RWLock {
 public:
  void ReadLock();
  void ReadUnlock();
  void WriteLock();
  void WriteUnlock();

 private:
  std::shared_mutex mutex_;
};
class ReadLocker {
 public:
  explicit ReadLocker(RWLock *lock) : lock_(lock) { lock_->ReadLock(); }
  ~ReadLocker() { lock_->ReadUnlock(); }

 private:
  RWLock *const lock_;
};
}  // namespace unwedge_seed
"""
RW_LOCK_UNIT = """
namespace unwedge_seed {
void RWLock::ReadLock() { mutex_.lock_shared(); }
void RWLock::ReadUnlock() { mutex_.unlock_shared(); }
void RWLock::WriteLock() { mutex_.lock(); }
void RWLock::WriteUnlock() { mutex_.unlock(); }
}  // namespace unwedge_seed
"""
SHARED = "std::shared_lock<std::shared_mutex> unwedge_guard(%s);"
EXCLUSIVE = "std::unique_lock<std::shared_mutex> unwedge_guard(%s);"


class SharedLock(Rule):
    check = "unwedge-recursive-shared-lock"

    def classes(self):
        at = self.at
        return [
            ("plain call, lock of the object", at.on_object, self.same_object),
            ("two calls through three files, global lock", at.is_plain, self.two_hops),
            ("virtual call, global lock", at.is_virtual, self.virtual),
            ("stored callable", at.on_member, self.stored),
            ("pointer back to the owner", at.on_member, self.owner),
            ("callable handed over", at.on_object, self.handed),
            ("shared, then exclusive", at.on_object, self.upgrade),
            ("guard class of one's own", at.is_plain, self.own_guard),
            ("lock class with bodies in a third file", at.on_object, self.own_lock),
            ("locked by hand around the call", at.on_object, self.by_hand),
        ]

    def lock_of(self, seed, function):
        """Gives the function's class a lock, a reader and a writer of it."""
        if not self.at.members(
            seed, function,
            "  mutable std::shared_mutex unwedge_lock_;\n  int unwedge_size_ = 0;\n"
            "  int unwedgeSize() const;\n  void unwedgeReset();",
        ):
            return False
        name = self.program.qualifier(function)
        seed.insert(
            function.file, self.at.after(function),
            f"\nvoid {name}unwedgeReset() {{\n  {EXCLUSIVE % 'unwedge_lock_'}\n"
            "  unwedge_size_ = 0;\n}\n"
            f"int {name}unwedgeSize() const {{\n  {SHARED % 'unwedge_lock_'}\n"
            "  return unwedge_size_;\n}\n",
        )
        return True

    def same_object(self, seed, edge):
        self.at.begins(seed, edge, SHARED % f"{edge.written}unwedge_lock_")
        self.at.ends(seed, edge, SHARED % "unwedge_lock_")
        return self.lock_of(seed, edge.callee)

    def by_hand(self, seed, edge):
        self.at.ends(seed, edge, SHARED % "unwedge_lock_")
        return self.lock_of(seed, edge.callee) and self.at.around(
            seed, edge, f"{edge.written}unwedge_lock_.lock_shared();",
            f"{edge.written}unwedge_lock_.unlock_shared();",
        )

    def upgrade(self, seed, edge):
        self.at.begins(seed, edge, SHARED % f"{edge.written}unwedge_lock_")
        self.at.ends(seed, edge, EXCLUSIVE % "unwedge_lock_")
        return self.lock_of(seed, edge.callee)

    def config(self, seed):
        seed.header = CONFIG
        seed.added["unwedge_config"] = (CONFIG_UNIT, 0)
        return True

    def two_hops(self, seed, edge):
        hop = self.at.second_hop(seed, edge)
        if not hop:
            return False
        self.at.begins(seed, edge, SHARED % "unwedge_seed::config_mutex")
        self.at.ends(seed, edge, SHARED % "unwedge_seed::config_mutex", hop.callee)
        return self.config(seed)

    def virtual(self, seed, edge):
        self.at.begins(seed, edge, SHARED % "unwedge_seed::config_mutex")
        self.at.ends(seed, edge, "if (unwedge_seed::config() > 7) return {};"
                     if not re.match(r"(virtual\s+)?void\b", text_of(edge.callee.file).code[
                         edge.callee.begin:]) else "if (unwedge_seed::config() > 7) return;")
        return self.config(seed)

    def own_guard(self, seed, edge):
        self.at.begins(seed, edge, "unwedge_seed::ReadGuard unwedge_guard("
                       "&unwedge_seed::config_mutex);")
        self.at.ends(seed, edge, "unwedge_seed::ReadGuard unwedge_guard("
                     "&unwedge_seed::config_mutex);")
        self.config(seed)
        seed.header += READ_GUARD
        return True

    def own_lock(self, seed, edge):
        self.at.begins(seed, edge, "unwedge_seed::ReadLocker unwedge_guard("
                       f"&{edge.written}unwedge_lock_);")
        self.at.ends(seed, edge, "unwedge_seed::ReadLocker unwedge_guard(&unwedge_lock_);")
        seed.header = RW_LOCK
        seed.added["unwedge_lock"] = (RW_LOCK_UNIT, 0)
        name = self.program.qualifier(edge.callee)
        seed.insert(edge.callee.file, self.at.after(edge.callee),
                    f"\nvoid {name}unwedgeReset() {{\n  unwedge_lock_.WriteLock();\n"
                    "  unwedge_lock_.WriteUnlock();\n}\n")
        return self.at.members(seed, edge.callee,
                               "  mutable unwedge_seed::RWLock unwedge_lock_;\n"
                               "  void unwedgeReset();")

    def stored(self, seed, edge):
        name = self.program.qualifier(edge.caller)
        self.at.begins(seed, edge, SHARED % "unwedge_lock_")
        self.at.ends(seed, edge, "if (unwedge_changed_) unwedge_changed_();")
        seed.insert(edge.caller.file, self.at.after(edge.caller),
                    f"\nvoid {name}unwedgeWatch() {{\n"
                    f"  {edge.written}unwedge_changed_ = [this] {{ unwedgeSize(); }};\n}}\n")
        return (self.lock_of(seed, edge.caller)
                and self.at.members(seed, edge.caller, "  void unwedgeWatch();")
                and self.at.members(seed, edge.callee,
                                    "  mutable std::function<void()> unwedge_changed_;"))

    def owner(self, seed, edge):
        name = self.program.qualifier(edge.caller)
        self.at.begins(seed, edge, SHARED % "unwedge_lock_")
        self.at.ends(seed, edge, "if (unwedge_owner_) unwedge_owner_->unwedgeSize();")
        seed.insert(edge.callee.file, 0,
                    f'#include "{self.program.class_of(edge.caller)[0]}"\n')
        seed.insert(edge.caller.file, self.at.after(edge.caller),
                    f"\nvoid {name}unwedgeAdopt() {{\n"
                    f"  {edge.written}unwedge_owner_ = this;\n}}\n")
        return (self.lock_of(seed, edge.caller)
                and self.at.members(seed, edge.caller, "  void unwedgeAdopt();")
                and self.at.members(seed, edge.callee,
                                    f"  class {own(edge.caller)} *unwedge_owner_ = nullptr;"))

    def handed(self, seed, edge):
        name = self.program.qualifier(edge.callee)
        self.at.begins(seed, edge, f"{edge.written}unwedgeVisit([&](int) {{ "
                       f"{edge.written}unwedgeSize(); }});")
        self.at.include(seed, edge.callee.file)
        if not self.lock_of(seed, edge.callee):
            return False
        seed.insert(edge.callee.file, self.at.after(edge.callee),
                    f"\nvoid {name}unwedgeVisit(const std::function<void(int)> &visit) const {{\n"
                    f"  {SHARED % 'unwedge_lock_'}\n"
                    "  for (int i = 0; i < unwedge_size_; ++i) visit(i);\n}\n", 2)
        return self.at.members(seed, edge.callee, "  void unwedgeVisit("
                               "const std::function<void(int)> &visit) const;")


# ---------------------------------------------------------------------------
# self-blocking-consumer
# ---------------------------------------------------------------------------

QUEUE = """
namespace unwedge_seed {
class Queue {
 public:
  explicit Queue(size_t capacity = 64) : capacity_(capacity) {}
  void put(int item) {
    std::unique_lock<std::mutex> lock(mutex_);
    not_full_.wait(lock, [this] { return items_.size() < capacity_; });
    items_.push_back(item);
    not_empty_.notify_one();
  }
  int take() {
    std::unique_lock<std::mutex> lock(mutex_);
    not_empty_.wait(lock, [this] { return !items_.empty(); });
    int item = items_.front();
    items_.pop_front();
    not_full_.notify_one();
    return item;
  }

 private:
  const size_t capacity_;
  std::deque<int> items_;
  std::mutex mutex_;
  std::condition_variable not_full_, not_empty_;
};
}  // namespace unwedge_seed
"""
DECLARED_QUEUE = """
namespace unwedge_seed {
class Queue {
 public:
  explicit Queue(size_t capacity);
  void put(int item);
  int take();

 private:
  size_t capacity_;
  std::deque<int> items_;
  std::mutex mutex_;
  std::condition_variable changed_;
};
}  // namespace unwedge_seed
"""
QUEUE_UNIT = """
namespace unwedge_seed {
Queue::Queue(size_t capacity) : capacity_(capacity) {}
void Queue::put(int item) {
  std::unique_lock<std::mutex> lock(mutex_);
  while (items_.size() >= capacity_) changed_.wait(lock);
  items_.push_back(item);
  changed_.notify_all();
}
int Queue::take() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (items_.empty()) changed_.wait(lock);
  int item = items_.front();
  items_.pop_front();
  changed_.notify_all();
  return item;
}
}  // namespace unwedge_seed
"""
RING = """
#include <semaphore.h>
namespace unwedge_seed {
class Queue {
 public:
  Queue() {
    sem_init(&free_, 0, 64);
    sem_init(&used_, 0, 0);
  }
  void put(int item) {
    sem_wait(&free_);
    {
      std::lock_guard<std::mutex> lock(mutex_);
      slots_[tail_++ % 64] = item;
    }
    sem_post(&used_);
  }
  int take() {
    sem_wait(&used_);
    int item;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      item = slots_[head_++ % 64];
    }
    sem_post(&free_);
    return item;
  }

 private:
  sem_t free_, used_;
  std::mutex mutex_;
  unsigned head_ = 0, tail_ = 0;
  int slots_[64];
};
}  // namespace unwedge_seed
"""
POOL = """
namespace unwedge_seed {
class Pool {
 public:
  void post(std::function<void()> task);
  void work();

 private:
  std::deque<std::function<void()>> tasks_;
  std::mutex mutex_;
  std::condition_variable changed_;
};
Pool &pool();
}  // namespace unwedge_seed
"""
POOL_UNIT = """
namespace unwedge_seed {
void Pool::post(std::function<void()> task) {
  std::unique_lock<std::mutex> lock(mutex_);
  while (tasks_.size() >= 256) changed_.wait(lock);
  tasks_.push_back(std::move(task));
  changed_.notify_all();
}
void Pool::work() {
  while (true) {
    std::function<void()> task;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      while (tasks_.empty()) changed_.wait(lock);
      task = std::move(tasks_.front());
      tasks_.pop_front();
      changed_.notify_all();
    }
    task();
  }
}
Pool &pool() {
  static Pool only;
  return only;
}
}  // namespace unwedge_seed
"""
GLOBAL_QUEUE = "\nnamespace unwedge_seed {\nextern %s samples;\n}  // namespace unwedge_seed\n"
GLOBAL_QUEUE_UNIT = "\nnamespace unwedge_seed {\n%s samples%s;\n}  // namespace unwedge_seed\n"
LOOP = ("while (true) {\n    int unwedge_item = %s.take();\n"
        "    if (unwedge_item < 0) break;")
LOOP_PUT = "%s.put(1);"


class Consumer(Rule):
    check = "unwedge-self-blocking-consumer"

    def classes(self):
        at = self.at
        return [
            ("plain call, global queue", at.is_plain, self.plain),
            ("two calls through three files", at.is_plain, self.two_hops),
            ("virtual call", at.is_virtual, self.plain),
            ("stored callable", at.on_member, self.stored),
            ("pointer back to the owner", at.on_member, self.owner),
            ("queue of the object that is called", at.on_object, self.same_object),
            ("queue with bodies in a third file", at.is_plain, self.declared),
            ("task of a pool in a third file", at.is_plain, self.pool),
            ("ring with semaphores", at.is_plain, self.ring),
            ("the project's own queue", at.is_plain, self.projects_own),
        ]

    def plain(self, seed, edge, queue=QUEUE, where=None):
        seed.header = queue + GLOBAL_QUEUE % "Queue"
        seed.added["unwedge_samples"] = (GLOBAL_QUEUE_UNIT % ("Queue", ""), 0)
        self.at.ends(seed, edge, LOOP_PUT % "unwedge_seed::samples", where)
        return self.at.around(seed, edge, LOOP % "unwedge_seed::samples", "}")

    def two_hops(self, seed, edge):
        hop = self.at.second_hop(seed, edge)
        return bool(hop) and self.plain(seed, edge, where=hop.callee)

    def ring(self, seed, edge):
        return self.plain(seed, edge, RING)

    def declared(self, seed, edge):
        made = self.plain(seed, edge, DECLARED_QUEUE)
        seed.added["unwedge_samples"] = (
            QUEUE_UNIT + GLOBAL_QUEUE_UNIT % ("Queue", "(100)"), 0)
        return made

    def projects_own(self, seed, edge):
        # rocksdb's; others have none with a bound that could be used here.
        if "rocksdb" not in self.program.source:
            return False
        kind = "rocksdb::WorkQueue<int>"
        seed.header = '\n#include "util/work_queue.h"\n' + GLOBAL_QUEUE % kind
        seed.added["unwedge_samples"] = (GLOBAL_QUEUE_UNIT % (kind, "(16)"), 0)
        self.at.ends(seed, edge, "unwedge_seed::samples.push(1);")
        return self.at.around(
            seed, edge, "int unwedge_item = 0;\n  while (unwedge_seed::samples.pop(unwedge_item)) {",
            "}")

    def pool(self, seed, edge):
        seed.header = POOL
        seed.added["unwedge_pool"] = (POOL_UNIT, 0)
        self.at.ends(seed, edge, "unwedge_seed::pool().post([] {});")
        return self.at.around(seed, edge, "unwedge_seed::pool().post([&] {", "});")

    def same_object(self, seed, edge):
        seed.header = QUEUE
        self.at.ends(seed, edge, LOOP_PUT % "unwedge_samples_")
        return (self.at.members(seed, edge.callee,
                                "  mutable unwedge_seed::Queue unwedge_samples_;")
                and self.at.around(seed, edge, LOOP % f"{edge.written}unwedge_samples_", "}"))

    def of_owner(self, seed, edge, setter):
        """The caller's class gets a queue, the loop, and a function that `setter` is in."""
        name = self.program.qualifier(edge.caller)
        seed.header = QUEUE
        seed.insert(edge.caller.file, self.at.after(edge.caller),
                    f"\nvoid {name}unwedgeSubmit(int item) const {{\n"
                    "  unwedge_samples_.put(item);\n}\n"
                    f"void {name}unwedgeStart() {{\n  {setter}\n}}\n")
        return (self.at.members(seed, edge.caller,
                                "  mutable unwedge_seed::Queue unwedge_samples_;\n"
                                "  void unwedgeSubmit(int item) const;\n  void unwedgeStart();")
                and self.at.around(seed, edge, LOOP % "unwedge_samples_", "}"))

    def stored(self, seed, edge):
        self.at.ends(seed, edge, "if (unwedge_changed_) unwedge_changed_();")
        return (self.at.members(seed, edge.callee,
                                "  mutable std::function<void()> unwedge_changed_;")
                and self.of_owner(seed, edge, f"{edge.written}unwedge_changed_ = "
                                  "[this] { unwedgeSubmit(1); };"))

    def owner(self, seed, edge):
        self.at.ends(seed, edge, "if (unwedge_owner_) unwedge_owner_->unwedgeSubmit(1);")
        seed.insert(edge.callee.file, 0,
                    f'#include "{self.program.class_of(edge.caller)[0]}"\n')
        return (self.at.members(seed, edge.callee,
                                f"  class {own(edge.caller)} *unwedge_owner_ = nullptr;")
                and self.of_owner(seed, edge, f"{edge.written}unwedge_owner_ = this;"))


# ---------------------------------------------------------------------------
# unguarded-cleanup
# ---------------------------------------------------------------------------

HOOKS = """
namespace unwedge_seed {
using Hook = std::function<void(int)>;
std::vector<Hook> &hooks();
void addHook(Hook hook);
}  // namespace unwedge_seed
"""
HOOKS_UNIT = """
namespace unwedge_seed {
std::vector<Hook> &hooks() {
  static std::vector<Hook> all;
  return all;
}
void addHook(Hook hook) { hooks().push_back(std::move(hook)); }
}  // namespace unwedge_seed
"""
RUN_HOOKS = "for (const auto &unwedge_hook : unwedge_seed::hooks()) unwedge_hook(1);"
GATE = """
namespace unwedge_seed {
class Gate {
 public:
  void enter();
  void leave();
  bool tryStart();

 private:
  int inside_ = 0;
  bool started_ = false;
};
extern Gate gate;
}  // namespace unwedge_seed
"""
GATE_UNIT = """
namespace unwedge_seed {
Gate gate;
void Gate::enter() { ++inside_; }
void Gate::leave() { --inside_; }
bool Gate::tryStart() {
  if (inside_ > 0) return false;
  started_ = true;
  return true;
}
}  // namespace unwedge_seed
"""


class Cleanup(Rule):
    check = "unwedge-unguarded-cleanup"

    def classes(self):
        at = self.at
        return [
            ("lock by hand, callback kept by the object", self.of_class(at.on_object), self.lock),
            ("flag, list of callbacks", self.of_class(at.is_plain), self.flag),
            ("counter, two calls through three files", self.of_class(at.is_plain), self.counter),
            ("entry of a set, virtual call", self.of_class(at.is_virtual), self.entry),
            ("both ends in the other file", self.of_class(at.on_object), self.ends_elsewhere),
            ("callable handed over, which throws", self.of_class(at.on_object), self.handed),
            ("callable of the caller handed on", self.of_class(at.on_object), self.handed_on),
            ("ends, call and callback in three files", at.on_object, self.three_files),
        ]

    def sites(self):
        # A handler of the project's own would be a part of the seed.
        return [e for e in super().sites() if not any(
            re.search(r"\bcatch\b", text_of(f.file).code[f.begin : f.end])
            for f in (e.caller, e.callee))]

    def of_class(self, needs):
        def both(edge):
            return needs(edge) and self.program.class_of(edge.caller) and \
                self.program.qualifier(edge.caller) and \
                not self.program.is_static(edge.caller) and \
                "const" not in self.head(edge.caller)

        return both

    def head(self, function):
        """What stands between the parameters and the body."""
        code = text_of(function.file).code
        return code[code.rfind(")", 0, self.program.body(function)[0]) :
                    self.program.body(function)[0]]

    def member_hook(self, seed, function):
        """The function's class is given a callback, which it calls."""
        name = self.program.qualifier(function)
        seed.insert(function.file, self.at.after(function),
                    f"\nvoid {name}unwedgeOnChange(std::function<void(int)> hook) {{\n"
                    "  unwedge_hook_ = std::move(hook);\n}\n")
        return self.at.members(
            seed, function, "  std::function<void(int)> unwedge_hook_;\n"
            "  void unwedgeOnChange(std::function<void(int)> hook);")

    def hooks(self, seed):
        seed.header += HOOKS
        seed.added["unwedge_hooks"] = (HOOKS_UNIT, 0)
        return True

    def behind(self, seed, function, text):
        seed.insert(function.file, self.at.after(function), text)
        return True

    def lock(self, seed, edge):
        self.at.ends(seed, edge, "if (unwedge_hook_) unwedge_hook_(1);")
        return (self.member_hook(seed, edge.callee)
                and self.at.members(seed, edge.caller, "  std::mutex unwedge_mutex_;")
                and self.at.around(seed, edge, "unwedge_mutex_.lock();",
                                   "unwedge_mutex_.unlock();"))

    def flag_of(self, seed, edge):
        """A flag of the caller's class, and who asks it."""
        name = self.program.qualifier(edge.caller)
        self.behind(seed, edge.caller,
                    f"\nbool {name}unwedgeStart() {{\n  if (unwedge_busy_) return false;\n"
                    "  unwedge_started_ = true;\n  return true;\n}\n")
        return self.at.members(seed, edge.caller, "  bool unwedge_busy_ = false;\n"
                               "  bool unwedge_started_ = false;\n  bool unwedgeStart();")

    def flag(self, seed, edge):
        self.at.ends(seed, edge, RUN_HOOKS)
        return (self.hooks(seed) and self.flag_of(seed, edge)
                and self.at.around(seed, edge, "unwedge_busy_ = true;",
                                   "unwedge_busy_ = false;"))

    def counter(self, seed, edge):
        hop = self.at.second_hop(seed, edge)
        if not hop:
            return False
        self.at.ends(seed, edge, RUN_HOOKS, hop.callee)
        name = self.program.qualifier(edge.caller)
        self.behind(seed, edge.caller,
                    f"\nvoid {name}unwedgeDrain() {{\n  while (unwedge_active_ > 0) "
                    "std::this_thread::yield();\n}\n")
        return (self.hooks(seed)
                and self.at.members(seed, edge.caller,
                                    "  std::atomic<int> unwedge_active_{0};\n"
                                    "  void unwedgeDrain();")
                and self.at.around(seed, edge, "++unwedge_active_;", "--unwedge_active_;"))

    def entry(self, seed, edge):
        self.at.ends(seed, edge, RUN_HOOKS)
        return (self.hooks(seed)
                and self.at.members(seed, edge.caller, "  std::set<std::string> unwedge_running_;")
                and self.at.around(
                    seed, edge, 'const std::string unwedge_name = "refill";\n'
                    "  unwedge_running_.insert(unwedge_name);",
                    "unwedge_running_.erase(unwedge_name);"))

    def ends_elsewhere(self, seed, edge):
        name = self.program.qualifier(edge.callee)
        seed.insert(edge.callee.file, self.at.after(edge.callee),
                    f"\nvoid {name}unwedgeEnter() {{ unwedge_busy_ = true; }}\n"
                    f"void {name}unwedgeLeave() {{ unwedge_busy_ = false; }}\n", 2)
        self.behind(seed, edge.callee,
                    f"\nbool {name}unwedgeStart() {{\n  if (unwedge_busy_) return false;\n"
                    "  unwedge_started_ = true;\n  return true;\n}\n")
        self.at.include(seed, edge.callee.file)
        return (self.at.members(seed, edge.callee,
                                "  bool unwedge_busy_ = false;\n  bool unwedge_started_ = false;\n"
                                "  bool unwedgeStart();\n  void unwedgeEnter();\n"
                                "  void unwedgeLeave();")
                and self.member_hook(seed, edge.caller)
                and self.at.around(seed, edge, f"{edge.written}unwedgeEnter();\n"
                                   "  if (unwedge_hook_) unwedge_hook_(1);",
                                   f"{edge.written}unwedgeLeave();"))

    def runner(self, seed, edge):
        """The callee's class gets a function that runs what it is handed."""
        name = self.program.qualifier(edge.callee)
        seed.insert(edge.callee.file, self.at.after(edge.callee),
                    f"\nvoid {name}unwedgeRun(const std::function<void()> &step) {{\n"
                    "  unwedge_runs_ += 1;\n  step();\n}\n", 2)
        self.at.include(seed, edge.callee.file)
        return self.at.members(seed, edge.callee, "  int unwedge_runs_ = 0;\n  void unwedgeRun("
                               "const std::function<void()> &step);")

    def handed(self, seed, edge):
        self.at.ends(seed, edge, "if (unwedge_runs_ > 100) "
                     'throw std::runtime_error("too often");')
        return (self.runner(seed, edge) and self.flag_of(seed, edge)
                and self.at.around(seed, edge, f"unwedge_busy_ = true;\n"
                                   f"  {edge.written}unwedgeRun([&] {{",
                                   "});\n  unwedge_busy_ = false;"))

    def handed_on(self, seed, edge):
        # What the caller runs was given to it before.
        name = self.program.qualifier(edge.caller)
        self.behind(seed, edge.caller,
                    f"\nvoid {name}unwedgeOnStep(std::function<void()> step) {{\n"
                    "  unwedge_step_ = std::move(step);\n}\n")
        return (self.runner(seed, edge)
                and self.at.members(seed, edge.caller,
                                    "  std::mutex unwedge_mutex_;\n"
                                    "  std::function<void()> unwedge_step_;\n"
                                    "  void unwedgeOnStep(std::function<void()> step);")
                and self.at.around(seed, edge, "unwedge_mutex_.lock();\n"
                                   f"  {edge.written}unwedgeRun(unwedge_step_);",
                                   "unwedge_mutex_.unlock();"))

    def three_files(self, seed, edge):
        self.at.ends(seed, edge, "if (unwedge_hook_) unwedge_hook_(1);")
        seed.header = GATE
        seed.added["unwedge_gate"] = (GATE_UNIT, 0)
        return (self.member_hook(seed, edge.callee)
                and self.at.around(seed, edge, "unwedge_seed::gate.enter();",
                                   "unwedge_seed::gate.leave();"))


# ---------------------------------------------------------------------------
# unstable-cache-key
# ---------------------------------------------------------------------------

NOW = "std::chrono::steady_clock::now()"
# What changes: an expression of an integer, or of a pointer.
CHANGING = (
    ("clock", f"{NOW}.time_since_epoch().count()"),
    ("time left", "std::chrono::duration_cast<std::chrono::milliseconds>(deadline() - "
     f"{NOW}).count()"),
    ("wall clock", "static_cast<long long>(std::time(nullptr))"),
    ("counter", "++calls_so_far"),
)
KEY_HELP = """
namespace {
std::chrono::steady_clock::time_point the_deadline;
inline std::chrono::steady_clock::time_point deadline() { return the_deadline; }
long long calls_so_far = 0;
}  // namespace
"""


class CacheKey(Rule):
    check = "unwedge-unstable-cache-key"

    def sites(self):
        """Operations by a key with the call of another file next to them, so that the other
        half is in a file of the same part of the project; and calls that give text."""
        return sorted(set(self.program.key_sites)) + [
            e for e in super().sites() if self.gives_text(e)]

    def gives_text(self, edge):
        code = text_of(edge.callee.file).code
        return not edge.virtual and re.match(r"(std::)?string\s+[\w:]+\s*\(",
                                             code[edge.callee.begin :])

    def classes(self):
        key = lambda site: isinstance(site, tuple)
        text = lambda site: not isinstance(site, tuple)
        return [
            ("returned text", key, self.returned),
            ("a number", key, self.number),
            ("text through two files", key, self.two_units),
            ("virtual", key, self.virtual),
            ("a getter of time, and a function that makes text", key, self.getter),
            ("out-parameter", key, self.out),
            ("method of a struct", key, self.method),
            ("map in the other file", key, self.map_elsewhere),
            ("real function that gives text, new map", text, self.real_text),
        ]

    def seed(self, number, site):
        what, needs, make = self.classes()[number]
        if not needs(site):
            return None
        self.kind, self.value = CHANGING[self.chance.randrange(len(CHANGING))]
        seed = Seed(f"{what} ({self.kind})")
        if not isinstance(site, tuple):
            seed.site = (site.caller.file, site.offset)
            return seed if make(seed, site) else None
        file, offset, _ = site
        seed.site = (file, offset)
        found = argument_at(text_of(file), offset)
        if not found:
            return None
        self.at.include(seed, file)
        # The other half is behind the text of another real unit.
        others = sorted({f.file for f in self.program.functions.values()
                         if f.file != file and f.file.rsplit("/", 1)[0] == file.rsplit("/", 1)[0]}
                        or {f.file for f in self.program.functions.values() if f.file != file})
        self.other = self.chance.choice(others)
        self.at.include(seed, self.other)
        return seed if make(seed, site, found) else None

    def elsewhere(self, seed, declaration, definition):
        seed.header += f"\nnamespace unwedge_seed {{\n{declaration}\n}}\n"
        text = text_of(self.other).text
        seed.insert(self.other, len(text),
                    f"\n{KEY_HELP}namespace unwedge_seed {{\n{definition}\n}}\n", 2)

    def replace(self, seed, site, found, key):
        text = text_of(site[0]).text[found[0] : found[1]]
        seed.edits.append(Edit(site[0], *found, key.replace("%s", text), 1))
        return True

    def returned(self, seed, site, found):
        self.elsewhere(seed, "std::string label(const std::string &name);",
                       "std::string label(const std::string &name) {\n"
                       f"  return name + std::to_string({self.value});\n}}")
        return self.replace(seed, site, found, "unwedge_seed::label(%s)")

    def number(self, seed, site, found):
        self.elsewhere(seed, "long long stamp();",
                       f"long long stamp() {{ return {self.value}; }}")
        return self.replace(seed, site, found,
                            "std::string(%s) + std::to_string(unwedge_seed::stamp())")

    def two_units(self, seed, site, found):
        self.elsewhere(seed, "std::string stamp();",
                       f"std::string stamp() {{\n  return std::to_string({self.value});\n}}")
        seed.header += "\nnamespace unwedge_seed {\nstd::string label(const std::string &);\n}\n"
        seed.added["unwedge_label"] = (
            "namespace unwedge_seed {\nstd::string label(const std::string &name) {\n"
            '  return stamp() + "/" + name;\n}\n}\n', 0)
        return self.replace(seed, site, found, "unwedge_seed::label(%s)")

    def virtual(self, seed, site, found):
        self.elsewhere(
            seed, "struct Labels {\n  virtual ~Labels();\n"
            "  virtual std::string text(const std::string &name) const = 0;\n};\n"
            "const Labels &labels();",
            "Labels::~Labels() = default;\nnamespace {\nstruct Timed : Labels {\n"
            "  std::string text(const std::string &name) const override {\n"
            f"    std::ostringstream out;\n    out << name << {self.value};\n"
            "    return out.str();\n  }\n};\n}\n"
            "const Labels &labels() {\n  static Timed only;\n  return only;\n}")
        return self.replace(seed, site, found, "unwedge_seed::labels().text(%s)")

    def getter(self, seed, site, found):
        self.elsewhere(seed, "long long stamp();",
                       f"long long stamp() {{ return {self.value}; }}")
        seed.header += ("\nnamespace unwedge_seed {\n"
                        "std::string label(const std::string &, long long);\n}\n")
        seed.added["unwedge_label"] = (
            "namespace unwedge_seed {\nstd::string label(const std::string &name, long long at)"
            " {\n  std::ostringstream out;\n  out << name << '@' << at;\n"
            "  return out.str();\n}\n}\n", 0)
        return self.replace(seed, site, found, "unwedge_seed::label(%s, unwedge_seed::stamp())")

    def out(self, seed, site, found):
        code = text_of(site[0]).code
        start = max(code.rfind(c, 0, site[1]) for c in ";{}") + 1
        start += len(code[start:]) - len(code[start:].lstrip())
        if re.match(r"(else|while|for|do|case|default)\b|[:,)]", code[start:]):
            return False
        text = text_of(site[0]).text[found[0] : found[1]]
        self.elsewhere(
            seed, "void label(const std::string &name, std::string *out);",
            "void label(const std::string &name, std::string *out) {\n"
            f"  *out = name;\n  out->append(\"#\");\n  *out += std::to_string({self.value});\n}}")
        seed.insert(site[0], start, "std::string unwedge_key;\n"
                    f"  unwedge_seed::label({text}, &unwedge_key);\n  ", 1)
        return self.replace(seed, site, found, "unwedge_key")

    def method(self, seed, site, found):
        self.elsewhere(
            seed, "struct Key {\n  std::string name;\n  std::string text() const;\n};",
            "std::string Key::text() const {\n  char buffer[64];\n"
            f"  snprintf(buffer, sizeof buffer, \"%lld\", (long long)({self.value}));\n"
            '  return name + ":" + buffer;\n}')
        return self.replace(seed, site, found, "unwedge_seed::Key{%s}.text()")

    def map_elsewhere(self, seed, site, found):
        code = text_of(site[0]).code
        start = max(code.rfind(c, 0, site[1]) for c in ";{}") + 1
        start += len(code[start:]) - len(code[start:].lstrip())
        if re.match(r"(else|while|for|do|case|default)\b|[:,)]", code[start:]):
            return False
        text = text_of(site[0]).text[found[0] : found[1]]
        self.elsewhere(
            seed, "bool seenBefore(const std::string &key);",
            "static std::map<std::string, int> seen;\n"
            "bool seenBefore(const std::string &key) {\n  auto it = seen.find(key);\n"
            "  if (it != seen.end()) return ++it->second > 1;\n  seen[key] = 1;\n"
            "  return false;\n}")
        value = self.value.replace("deadline()", "unwedge_seed::the_deadline") \
                          .replace("calls_so_far", "unwedge_seed::calls_made")
        seed.header += ("\nnamespace unwedge_seed {\n"
                        "extern std::chrono::steady_clock::time_point the_deadline;\n"
                        "extern long long calls_made;\n}\n")
        seed.insert(site[0], start,
                    f"unwedge_seed::seenBefore(std::string({text}) +\n"
                    f"      std::to_string({value}));\n  ", 1)
        return True

    def real_text(self, seed, edge):
        code = text_of(edge.callee.file).code
        begin, end = self.program.body(edge.callee)
        returns = [m for m in re.finditer(r"\breturn\b([^;]+);", code[begin:end])]
        close = text_of(edge.caller.file).closing(code_paren(edge))
        statement = self.program.statement(edge)
        if not returns or close < 0:
            return False
        last = returns[-1]
        whole = text_of(edge.callee.file).text
        value = whole[begin + last.start(1) : begin + last.end(1)].strip()
        seed.header = "\nnamespace unwedge_seed {\n" \
            "extern std::chrono::steady_clock::time_point the_deadline;\n" \
            "extern long long calls_made;\n}\n"
        changing = self.value.replace("deadline()", "unwedge_seed::the_deadline") \
                             .replace("calls_so_far", "unwedge_seed::calls_made")
        seed.edits.append(Edit(
            edge.callee.file, begin + last.start(), begin + last.end(),
            f"return std::string({value}) +\n      std::to_string({changing});", 2))
        self.at.include(seed, edge.callee.file)
        self.at.include(seed, edge.caller.file)
        text = text_of(edge.caller.file).text
        call = edge.written + text[edge.offset : close + 1]
        start = statement[0] if statement else max(
            text_of(edge.caller.file).code.rfind(c, 0, edge.offset) for c in ";{}") + 1
        seed.insert(edge.caller.file, start,
                    "\n  {\n    static std::map<std::string, int> unwedge_seen;\n"
                    f"    const std::string unwedge_key = {call};\n"
                    "    auto unwedge_it = unwedge_seen.find(unwedge_key);\n"
                    "    if (unwedge_it == unwedge_seen.end()) unwedge_seen[unwedge_key] = 1;\n"
                    "  }\n  ", 1)
        return True


def code_paren(edge):
    """Where the call's parentheses open."""
    return text_of(edge.caller.file).code.index("(", edge.offset)


RULES = {
    "recursive-shared-lock": SharedLock,
    "self-blocking-consumer": Consumer,
    "unguarded-cleanup": Cleanup,
    "unstable-cache-key": CacheKey,
}
