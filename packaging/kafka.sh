#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A real Apache Kafka on this machine, for tests and for users without containers.
set -euo pipefail
# shellcheck source=packaging/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

VERSION=4.3.1
PLUGIN=org.apache.maven.plugins:maven-dependency-plugin:3.6.1
PARTS="$TAILRACE_ROOT/packaging/kafka"
JARS="${XDG_CACHE_HOME:-$HOME/.cache}/tailrace/kafka-$VERSION"
NOT_TO_BE_HAD=3

usage() {
    cat <<TEXT
Usage: packaging/kafka.sh start [--dir DIR] [--port PORT]
       packaging/kafka.sh stop [--dir DIR]

start  fetches Apache Kafka $VERSION from Maven Central where that is not done (45 MB, into $JARS),
       checks every file against packaging/kafka/jars.sha256, runs one node (KRaft) on 127.0.0.1 and prints its address:
           tailrace-headless run --scenario steady --out DIR --brokers "\$(packaging/kafka.sh start)"
       A node that runs already is left alone; its address is printed again.
stop   ends it. Its topics stay in DIR for the next start; remove DIR to forget them.

  --dir DIR     data, log and settings of the node   (out/kafka)
  --port PORT   where it listens                     (any free port)
  --help        this text

Needs a Java of version 17 or later and, to fetch, Maven (apt-get install default-jre-headless maven). The node takes up to 600 MB.
Exit code: 0 done, 1 it does not start or stop, 2 wrong usage, $NOT_TO_BE_HAD Java, Maven or the files are not to be had.
TEXT
}

give_up() { say "$*"; exit "$NOT_TO_BE_HAD"; }

# True: what lies in a folder is what was pinned, and nothing else.
is_pinned() {
    local expected="$PARTS/jars.sha256"
    [[ -d "$1" ]] || return 1
    [[ "$(find "$1" -mindepth 1 | wc -l)" == "$(wc -l <"$expected")" ]] || return 1
    (cd "$1" && sha256sum --check --strict --status "$expected")
}

fetch() {
    ! is_pinned "$JARS" || return 0
    command -v mvn >/dev/null || give_up "Maven is not there to fetch Kafka with: apt-get install maven"
    say "fetching Apache Kafka $VERSION"
    mkdir -p "$(dirname "$JARS")"
    local fresh
    fresh="$(mktemp -d "$JARS.XXXXXX")"
    # shellcheck disable=SC2064 # the folder of now
    trap "rm -rf '$fresh'" EXIT
    mvn --quiet --batch-mode -Dstyle.color=never --file "$PARTS/pom.xml" "$PLUGIN:copy-dependencies" -DincludeScope=runtime \
        -DoutputDirectory="$fresh" >&2 || give_up "Maven could not fetch Kafka (see above); is there a network?"
    is_pinned "$fresh" || give_up "what Maven fetched is not what packaging/kafka/jars.sha256 names; nothing of it is used"
    rm -rf "$JARS"
    mv --no-target-directory "$fresh" "$JARS" 2>/dev/null || is_pinned "$JARS" || give_up "cannot put Kafka into $JARS"
}

java_is_there() {
    local version
    command -v java >/dev/null || return 1
    version="$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)"
    ((${version:-0} >= 17))
}

# Prints the process of the node in a folder; false when none runs.
node_of() {
    local pid
    pid="$(cat "$1/pid" 2>/dev/null)" && [[ -n "$pid" ]] || return 1
    tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qxF "$1/server.properties" || return 1
    echo "$pid"
}

is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() {
    local port
    while true; do
        port=$((20000 + RANDOM % 12000)) # below what the kernel hands out itself
        if ! is_taken "$port"; then echo "$port"; return; fi
    done
}

# Writes the settings of a node for a folder and two ports.
configure() {
    cat >"$1/server.properties" <<TEXT
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:$3
listeners=PLAINTEXT://127.0.0.1:$2,CONTROLLER://127.0.0.1:$3
advertised.listeners=PLAINTEXT://127.0.0.1:$2
controller.listener.names=CONTROLLER
log.dirs=$1/data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
TEXT
}

# 16 random bytes as Kafka writes them.
cluster_id() { echo "T$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | cut -c 2-22)"; }

format() {
    [[ ! -f "$1/data/meta.properties" ]] || return 0
    java -cp "$JARS/*" "-Dlog4j2.configurationFile=$PARTS/log4j2.properties" kafka.tools.StorageTool format --standalone \
        -t "$(cluster_id)" -c "$1/server.properties" >"$1/format.log" 2>&1 || { tail -n 5 "$1/format.log" >&2; return 1; }
}

# Starts the node of a folder and waits until it serves.
launch() {
    local dir="$1" deadline=$((SECONDS + 60))
    setsid java -Xms256m -Xmx512m -cp "$JARS/*" "-Dlog4j2.configurationFile=$PARTS/log4j2.properties" \
        kafka.Kafka "$dir/server.properties" >"$dir/log" 2>&1 </dev/null &
    echo $! >"$dir/pid"
    until grep -q 'Kafka Server started' "$dir/log"; do
        if ! kill -0 "$(<"$dir/pid")" 2>/dev/null || ((SECONDS >= deadline)); then
            kill -KILL "$(<"$dir/pid")" 2>/dev/null || true
            rm -f "$dir/pid"
            return 1
        fi
        sleep 0.1
    done
}

start() {
    local dir="$1" port="$2" attempt
    if node_of "$dir" >/dev/null; then
        say "it runs already; its log is $dir/log"
        cat "$dir/address"
        return
    fi
    java_is_there || give_up "there is no Java of version 17 or later: apt-get install default-jre-headless"
    fetch
    mkdir -p "$dir"
    for attempt in 1 2 3; do
        local listen="${port:-$(free_port)}"
        configure "$dir" "$listen" "$(free_port)"
        format "$dir" || { say "Kafka cannot prepare its folder $dir; see $dir/format.log"; exit 1; }
        if launch "$dir"; then
            echo "127.0.0.1:$listen" | tee "$dir/address"
            return
        fi
        # Somebody else may have taken a port meanwhile.
        if [[ "$attempt" == 3 ]] || ! grep -q BindException "$dir/log"; then break; fi
    done
    tail -n 5 "$dir/log" >&2
    say "Kafka does not start; see $dir/log"
    exit 1
}

stop() {
    local dir="$1" pid deadline=$((SECONDS + 30))
    pid="$(node_of "$dir")" || { say "no node of $dir runs"; return; }
    kill -TERM "$pid"
    while kill -0 "$pid" 2>/dev/null; do
        if ((SECONDS >= deadline)); then
            say "it did not end within 30 s and is killed"
            kill -KILL "$pid" || true
            break
        fi
        sleep 0.1
    done
    rm -f "$dir/pid" "$dir/address"
}

main() {
    local command="" dir="$TAILRACE_ROOT/out/kafka" port=""
    while (($# > 0)); do
        case "$1" in
        --help | -h) usage; exit 0 ;;
        --dir | --port)
            (($# > 1)) || die "$1 needs a value"
            if [[ "$1" == --dir ]]; then dir="$(realpath -m "$2")"; else port="$2"; fi
            shift
            ;;
        start | stop) command="$1" ;;
        *) die "unknown argument: $1 (see --help)" ;;
        esac
        shift
    done
    case "$command" in
    start) start "$dir" "$port" ;;
    stop) stop "$dir" ;;
    *) die "say start or stop (see --help)" ;;
    esac
}

main "$@"
