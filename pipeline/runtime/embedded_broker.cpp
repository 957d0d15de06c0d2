// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/embedded_broker.h"

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>

#include <unistd.h>

namespace tailrace::runtime {
namespace {

constexpr const char* ProgramName = "tailrace-broker";

std::string brokerProgram(const std::string& chosen)
{
    if (!chosen.empty()) return chosen;
    if (const char* fromEnvironment = std::getenv("TAILRACE_BROKER"); fromEnvironment != nullptr && *fromEnvironment != '\0')
        return fromEnvironment;
    std::error_code problem;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", problem);
    return problem ? std::string(ProgramName) : (self.parent_path() / ProgramName).string();
}

std::string joined(const std::vector<std::string>& texts)
{
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : ",") + text;
    return all;
}

} // namespace

EmbeddedBroker::EmbeddedBroker(Options options)
    : EmbeddedServer("the embedded broker", options.longestSilence),
      m_options(std::move(options))
{}

EmbeddedBroker::~EmbeddedBroker() { stopChild(); }

Result<ChildProcess::Options> EmbeddedBroker::prepare()
{
    ChildProcess::Options run;
    run.program = brokerProgram(m_options.program);
    if (access(run.program.c_str(), X_OK) != 0)
        return Error(ErrorCode::NotFound,
            "the embedded broker " + run.program
                + " is not there: build the target tailrace-broker, name it in TAILRACE_BROKER, or use a real Kafka with "
                  "--brokers host:port");
    run.arguments = {
        "--partitions", std::to_string(m_options.partitions), "--topics", joined(m_options.topics), "--parent", std::to_string(getpid())};
    return run;
}

std::optional<std::string> EmbeddedBroker::probe(const std::string& output)
{
    constexpr std::string_view Ready = "READY "; // at the begin of a line; the program's usage mentions it too
    auto begin = output.starts_with(Ready) ? 0 : output.find('\n' + std::string(Ready));
    if (begin == std::string::npos) return std::nullopt;
    begin = output.find(Ready, begin) + Ready.size();
    const auto end = output.find('\n', begin);
    if (end == std::string::npos) return std::nullopt;
    return output.substr(begin, end - begin);
}

// Kafka's ApiVersions request, version 0: what any client asks first.
LivenessProbe::Question EmbeddedBroker::livenessQuestion(const std::string& endpoint) const
{
    using namespace std::string_literals;
    LivenessProbe::Question question;
    question.bytes = "\0\0\0\x12" // bytes that follow
                     "\0\x12\0\0" // ApiVersions, version 0
                     "\0\0\0\0"   // correlation
                     "\0\x08tailrace"s;
    const std::string_view port = std::string_view(endpoint).substr(endpoint.rfind(':') + 1);
    std::from_chars(port.data(), port.data() + port.size(), question.port);
    return question;
}

} // namespace tailrace::runtime
