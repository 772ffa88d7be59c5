// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Who can name a container of a class: the code that sees what is private.

#include <map>
#include <string>
#include <time.h>

class PrivateType {
public:
  void addBad(const std::string &Id);
  int find(const std::string &Id);

private:
  struct State {
    std::map<std::string, int> Entries;
  };
  State Own;
};

class WithFriend {
public:
  void addOk(const std::string &Id);

private:
  friend class Other;
  struct State {
    std::map<std::string, int> Entries;
  };
  State Own;
};

class NestedElsewhere {
public:
  void addOk(const std::string &Id);

private:
  struct State {
    std::map<std::string, int> Entries;
    // In another file.
    void trim();
  };
  State Own;
};

class SeenByNested {
public:
  void addOk(const std::string &Id);
  class View {
  public:
    explicit View(SeenByNested &S) : S(S) {}
    // In another file.
    void trim();

  private:
    SeenByNested &S;
  };

private:
  std::map<std::string, int> Entries;
};

class PublicType {
public:
  void addOk(const std::string &Id);
  struct State {
    std::map<std::string, int> Entries;
  };

private:
  State Own;
};

template <typename T> class Instantiated {
public:
  void addBad(const std::string &Id);
  // Has no body anywhere.
  void forgotten();

private:
  std::map<std::string, T> Entries;
};

template <typename T> class UsedOnly {
public:
  void addOk(const std::string &Id);
  void forgotten();

private:
  std::map<std::string, T> Entries;
};
