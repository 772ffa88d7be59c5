// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// GLib: a hash table in C.
//
// REQUIRES: have-glib
// RUN: %check_tidy %s unwedge-unstable-cache-key -- %glib_flags

#include <glib.h>

static GHashTable *Table;

int lookupBad() {
  char *Key = g_strdup_printf("t%ld", (long)g_get_monotonic_time());
  void *Found = g_hash_table_lookup(Table, Key);
  // CHECK-MESSAGES: :[[@LINE-1]]:44: warning: the key for 'Table' contains the time of the call
  g_free(Key);
  return Found != nullptr;
}
void removeBad() {
  g_autofree char *Key = g_strdup_printf("t%ld", (long)g_get_real_time());
  g_hash_table_remove(Table, Key);
  // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: the key for 'Table' contains the time of the call
}
int bucketOk() {
  g_autofree char *Key = g_strdup_printf("t%ld", (long)g_get_real_time() / 60000000);
  return g_hash_table_contains(Table, Key);
}
int nameOk(const char *Name) {
  g_autofree char *Key = g_strdup_printf("n-%s", Name);
  return g_hash_table_contains(Table, Key);
}
