// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTemporaryDir>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/journal/journal_reader.h"
#include "pipeline/journal/journal_writer.h"

namespace tailrace::journal {

// A journal in a directory of its own, small enough to roll often.
class JournalFixture {
public:
    JournalFixture()
    {
        options.directory = std::filesystem::path(m_directory.path().toStdString()) / "journal";
        options.segmentBytes = 16384;
        options.partitions = 3;
    }

    // Nothing: it cannot be opened, and the log says why.
    std::unique_ptr<JournalWriter> open() const
    {
        auto writer = JournalWriter::open(options);
        if (writer) return std::move(*writer);
        qWarning("%s", writer.error().message().c_str());
        return nullptr;
    }

    static Frame event(int partition, std::string_view key, std::string_view payload, std::int64_t time = 1'700'000'000'000)
    {
        Frame frame;
        frame.partition = Partition(partition);
        frame.key = key;
        frame.payload = payload;
        frame.eventTime = fromMillis(time);
        frame.watermark = fromMillis(time);
        return frame;
    }

    // One group of `count` events, dealt to the partitions in turn.
    static Result<void> commitEvents(JournalWriter& writer, int count)
    {
        for (int i = 0; i < count; ++i) {
            const Partition partition(i % writer.partitions());
            const std::string text = std::to_string(writer.nextSequence(partition).value);
            writer.append(event(partition.value, "shopper" + text, "{\"n\":" + text + "}"));
        }
        return writer.commit();
    }

    static std::vector<std::uint64_t> sequences(const JournalSegments& segments, int partition, JournalPosition durable)
    {
        JournalCursor cursor(segments, Partition(partition), JournalPosition{});
        std::vector<std::uint64_t> out;
        while (const auto frame = cursor.next(durable)) out.push_back(frame->sequence.value);
        if (cursor.error()) qWarning("%s", cursor.error()->message().c_str());
        return out;
    }

    // 0, 1, 2, …
    static bool isDense(const std::vector<std::uint64_t>& values)
    {
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (values[i] != i) return false;
        }
        return true;
    }

    // What a kill leaves behind: the files as they are, without anybody having closed them.
    std::filesystem::path copyAsKilled(const std::string& name) const
    {
        const auto copy = options.directory.parent_path() / name;
        std::filesystem::remove_all(copy);
        std::filesystem::copy(options.directory, copy);
        return copy;
    }

    JournalOptions options;

private:
    QTemporaryDir m_directory;
};

} // namespace tailrace::journal
