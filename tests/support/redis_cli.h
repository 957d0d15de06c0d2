// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtTest>
#include <map>
#include <string>

#include "tests/support/patience.h"

namespace tailrace::test {

// The lines that redis-cli prints; empty ones are left out.
inline QStringList redisCli(const QString& socket, const QStringList& command)
{
    QProcess cli;
    cli.start("redis-cli", QStringList{"-s", socket} + command);
    if (!cli.waitForFinished(patience(5000))) return {};
    return QString::fromUtf8(cli.readAllStandardOutput()).split('\n', Qt::SkipEmptyParts);
}

// All keys but those of the tailrace layout, with their texts (none is empty).
inline std::map<std::string, std::string> redisTexts(const QString& socket)
{
    std::map<std::string, std::string> texts;
    const QStringList keys = redisCli(socket, {"--scan"}).filter(QRegularExpression("^(?!tr:)"));
    if (keys.isEmpty()) return texts;
    const QStringList values = redisCli(socket, QStringList{"MGET"} + keys);
    for (qsizetype i = 0; i < keys.size() && i < values.size(); ++i) texts[keys[i].toStdString()] = values[i].toStdString();
    return texts;
}

// The fields of a hash.
inline std::map<std::string, std::string> redisHash(const QString& socket, const QString& key)
{
    std::map<std::string, std::string> fields;
    QProcess cli; // as it stands: an empty value is a line, too
    cli.start("redis-cli", {"-s", socket, "HGETALL", key});
    if (!cli.waitForFinished(patience(5000))) return fields;
    const QStringList lines = QString::fromUtf8(cli.readAllStandardOutput()).split('\n');
    for (qsizetype i = 0; i + 1 < lines.size(); i += 2) fields[lines[i].toStdString()] = lines[i + 1].toStdString();
    return fields;
}

} // namespace tailrace::test
