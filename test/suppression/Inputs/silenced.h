#include <shared_mutex>
struct Table {
  mutable std::shared_mutex M;
  int size() const {
    std::shared_lock L(M);
    return 1;
  }
  int plainBad() const {
    std::shared_lock L(M);
    return size();
  }
  int commentOk() const {
    std::shared_lock L(M);
    return size(); // NOLINT
  }
  int blockOk() const {
    std::shared_lock L(M);
    // NOLINTBEGIN(unwedge-*)
    return size();
    // NOLINTEND(unwedge-*)
  }
  int attributeOk() const {
    std::shared_lock L(M);
    [[clang::suppress]] return size();
  }
};
#define SIZE_OF(T) (T).size()
#define SILENCED_SIZE_OF(T) (T).size() // NOLINT(unwedge-recursive-shared-lock)
