// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tailrace {

enum class LogLevel { Debug, Info, Warning, Error };

// Where log lines go. Implementations are thread-safe and do not throw.
class LogSink {
public:
    virtual ~LogSink() = default;
    virtual void write(LogLevel level, std::string_view module, std::string_view text) = 0;
};

// A module's voice. Cheap to copy; the sink must outlive it. Never given secrets or raw event text.
class Logger {
public:
    Logger(LogSink& sink, std::string_view module) : m_sink(&sink), m_module(module) {}

    void debug(std::string_view text) const { m_sink->write(LogLevel::Debug, m_module, text); }
    void info(std::string_view text) const { m_sink->write(LogLevel::Info, m_module, text); }
    void warning(std::string_view text) const { m_sink->write(LogLevel::Warning, m_module, text); }
    void error(std::string_view text) const { m_sink->write(LogLevel::Error, m_module, text); }

private:
    LogSink* m_sink;
    std::string m_module;
};

} // namespace tailrace
