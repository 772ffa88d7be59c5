// Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Qt: QString in all its forms, and its containers.
//
// REQUIRES: have-qt6
// RUN: %check_tidy %s unwedge-unstable-cache-key -- %qt6_flags

#include <QtCore/QCache>
#include <QtCore/QDateTime>
#include <QtCore/QElapsedTimer>
#include <QtCore/QHash>
#include <QtCore/QMap>
#include <QtCore/QSet>
#include <QtCore/QString>
#include <QtCore/QTextStream>
#include <QtCore/QUuid>

static QHash<QString, int> Hash;
static QMap<QString, int> Map;
static QSet<QString> Set;
static QCache<QString, int> Cache;

int argBad(int Id) {
  QString Key = QStringLiteral("%1-%2").arg(Id).arg(QDateTime::currentMSecsSinceEpoch());
  return Hash.value(Key);
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: the key for 'Hash' contains the time of the call
}
int numberBad() {
  return Map.value("t" + QString::number(QDateTime::currentSecsSinceEpoch()));
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: the key for 'Map' contains the time of the call
}
bool dateTimeBad() {
  return Set.contains(QDateTime::currentDateTime().toString("yyyy-MM-dd hh:mm:ss"));
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: the key for 'Set' contains the time of the call
}
bool isoBad() {
  return Set.contains(QDateTime::currentDateTimeUtc().toString(Qt::ISODate));
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: the key for 'Set' contains the time of the call
}
int *cacheBad(const QElapsedTimer &Timer) {
  return Cache.object(QString("%1").arg(Timer.elapsed()));
  // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: the key for 'Cache' contains the time of the call
}
int textStreamBad() {
  QString Key;
  QTextStream Stream(&Key);
  Stream << "t" << QDateTime::currentMSecsSinceEpoch();
  return Hash.value(Key);
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: the key for 'Hash' contains the time of the call
}
void removeBad() {
  Hash.remove(QString::number(QDateTime::currentMSecsSinceEpoch()));
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: the key for 'Hash' contains the time of the call
}
int asprintfBad() {
  return Hash.value(QString::asprintf("%lld", (long long)QDateTime::currentMSecsSinceEpoch()));
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: the key for 'Hash' contains the time of the call
}
struct Item {
  int Size;
};
int addressBad(Item *I) {
  static QHash<QString, int> Sizes;
  QString Key = QString::number(quintptr(I), 16);
  if (!Sizes.contains(Key))
    Sizes.insert(Key, I->Size);
    // CHECK-MESSAGES: :[[@LINE-1]]:18: warning: the key for 'Sizes' contains the address of an object
  return Sizes.value(Key);
}

int dateOk() { return Hash.value(QDateTime::currentDateTime().toString("yyyyMMdd")); }
int dateOfDateTimeOk() { return Hash.value(QDateTime::currentDateTime().date().toString()); }
int minutesOk() { return Hash.value(QString::number(QDateTime::currentSecsSinceEpoch() / 60)); }
QString uuidOk(int Value) {
  QString Id = QUuid::createUuid().toString();
  Hash.insert(Id, Value);
  return Id;
}
int argOk(int Id) { return Hash.value(QString("%1").arg(Id)); }
int timelineOk() {
  static QMap<qint64, int> Events;
  Events.insert(QDateTime::currentMSecsSinceEpoch(), 1);
  return Events.first();
}
