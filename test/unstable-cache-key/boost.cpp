// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Boost: formatting, dates, ids and containers.
//
// REQUIRES: have-boost
// RUN: %check_tidy %s unwedge-unstable-cache-key --

#include <boost/container/flat_map.hpp>
#include <boost/date_time/posix_time/posix_time.hpp>
#include <boost/format.hpp>
#include <boost/functional/hash.hpp>
#include <boost/lexical_cast.hpp>
#include <boost/unordered_map.hpp>
#include <boost/uuid/random_generator.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <map>
#include <string>
#include <time.h>

static boost::unordered_map<std::string, int> Cache;
static boost::container::flat_map<std::string, int> Flat;
static boost::unordered_map<std::size_t, int> ByHash;

int lexicalCastBad() {
  return int(Cache.count(boost::lexical_cast<std::string>(time(nullptr))));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int formatBad(int Id) {
  std::string Key = (boost::format("%1%-%2%") % Id % time(nullptr)).str();
  return int(Flat.count(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: the key for 'Flat' contains the time of the call
}
int strBad() {
  return int(Cache.count(boost::str(boost::format("%1%") % time(nullptr))));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int posixTimeBad() {
  auto Now = boost::posix_time::microsec_clock::universal_time();
  return int(Cache.count(boost::posix_time::to_iso_string(Now)));
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: the key for 'Cache' contains the time of the call
}
int hashCombineBad() {
  std::size_t Key = 0;
  boost::hash_combine(Key, std::to_string(time(nullptr)));
  return int(ByHash.count(Key));
  // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: the key for 'ByHash' contains the time of the call
}
int uuidBad(int Id) {
  std::string Key = std::to_string(Id) + boost::uuids::to_string(boost::uuids::random_generator()());
  auto It = Cache.find(Key);
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the key for 'Cache' contains an id that no other call gets
  return It == Cache.end() ? 0 : It->second;
}
std::string uuidOk(int Value) {
  std::string Id = boost::uuids::to_string(boost::uuids::random_generator()());
  Cache[Id] = Value;
  return Id;
}
int formatOk(int Id) { return int(Cache.count(boost::str(boost::format("%1%") % Id))); }
int dateOk() {
  auto Today = boost::posix_time::second_clock::local_time().date();
  return int(Cache.count(boost::gregorian::to_iso_string(Today)));
}
