// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace tailrace::report {

// The tables of format version 1. A change here is a new version, and goes with docs/run-file.md.
inline constexpr const char* RunFileLayout = R"sql(
CREATE TABLE run(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE machine(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE configuration(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE note(position INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE measure(key TEXT PRIMARY KEY, value REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE budget_line(position INTEGER PRIMARY KEY, key TEXT NOT NULL, title TEXT NOT NULL, owner TEXT NOT NULL,
  p50_ns INTEGER NOT NULL, p99_ns INTEGER NOT NULL);
CREATE TABLE budget_stage(line INTEGER NOT NULL, position INTEGER NOT NULL, stage TEXT NOT NULL, PRIMARY KEY(line, position)) WITHOUT ROWID;
CREATE TABLE series(name TEXT PRIMARY KEY, samples INTEGER NOT NULL, histogram BLOB NOT NULL, checksum INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE second(second INTEGER PRIMARY KEY, offered REAL NOT NULL, applied REAL NOT NULL, lag_events INTEGER NOT NULL, lag_seconds REAL NOT NULL);
CREATE TABLE second_series(second INTEGER NOT NULL, name TEXT NOT NULL, samples INTEGER NOT NULL, histogram BLOB NOT NULL, checksum INTEGER NOT NULL,
  PRIMARY KEY(second, name)) WITHOUT ROWID;
CREATE TABLE second_queue(second INTEGER NOT NULL, name TEXT NOT NULL, fill REAL NOT NULL, PRIMARY KEY(second, name)) WITHOUT ROWID;
CREATE TABLE second_partition(second INTEGER NOT NULL, partition INTEGER NOT NULL, lag_events INTEGER NOT NULL, lag_seconds REAL NOT NULL,
  PRIMARY KEY(second, partition)) WITHOUT ROWID;
CREATE TABLE ledger(second INTEGER PRIMARY KEY, received INTEGER NOT NULL, malformed INTEGER NOT NULL, accepted INTEGER NOT NULL,
  applied INTEGER NOT NULL, duplicate INTEGER NOT NULL, late INTEGER NOT NULL, in_flight INTEGER NOT NULL, refused INTEGER NOT NULL);
CREATE TABLE trace(position INTEGER PRIMARY KEY, event_id TEXT NOT NULL, event_type TEXT NOT NULL, shopper TEXT NOT NULL, outcome TEXT NOT NULL,
  partition INTEGER NOT NULL, sequence INTEGER NOT NULL, request INTEGER NOT NULL, slowest INTEGER NOT NULL,
  due INTEGER NOT NULL, collect_started INTEGER NOT NULL, durable INTEGER NOT NULL, produce_started INTEGER NOT NULL, collected INTEGER NOT NULL,
  sessionize_started INTEGER NOT NULL, computed INTEGER NOT NULL, store_started INTEGER NOT NULL, stored INTEGER NOT NULL,
  recommend_started INTEGER NOT NULL, responded INTEGER NOT NULL, render_started INTEGER NOT NULL, rendered INTEGER NOT NULL);
CREATE TABLE incident(position INTEGER PRIMARY KEY, at_seconds REAL NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE threshold(position INTEGER PRIMARY KEY, expression TEXT NOT NULL, measured INTEGER NOT NULL, value REAL NOT NULL, passed INTEGER NOT NULL);
)sql";

// The row of `ledger` that holds the whole run.
inline constexpr int WholeRun = -1;

} // namespace tailrace::report
