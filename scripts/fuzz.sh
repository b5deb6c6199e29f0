#!/bin/sh
# Coverage-guided fuzzing of the parsers in crates/formwork-wire, with the stable toolchain and a C++ compiler.
#
#   make fuzz                          every target, 60 seconds each
#   make fuzz TARGET=multipart         one of them (the modules of fuzz/src)
#   make fuzz TIME=600                 longer
#
# What is found stays in target/fuzz, so that the next run goes on from there: inputs in corpus/, the whole output of
# libFuzzer in logs/, and inputs that break a property in crashes/. The exit status is 1 if there was one.
set -eu
cd "$(dirname "$0")/.."

time=${TIME:-60}
target=${TARGET:-all}
out=target/fuzz

host=$(rustc -vV | sed -n 's/^host: //p')
all=$(sed -n 's/^name = "fuzz-\(.*\)"$/\1/p' fuzz/Cargo.toml)
if [ "$target" = all ]; then
    targets=$all
else
    # shellcheck disable=SC2086  # a list of names
    printf '%s\n' $all | grep -qx "$target" || {
        echo "fuzz: there is no target $target. There are:" $all >&2
        exit 1
    }
    targets=$target
fi

# What cargo-fuzz asks of the compiler, without the sanitizers, which need another toolchain: there is no unsafe code to
# watch here. A target given by name keeps the flags from build scripts, which could not be linked with them.
RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing" \
    CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS=true \
    CARGO_PROFILE_RELEASE_DEBUG=line-tables-only \
    CARGO_PROFILE_RELEASE_STRIP=none \
    CARGO_PROFILE_RELEASE_LTO=off \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    "${CARGO:-cargo}" build --package formwork-fuzz --features libfuzzer --bins --release \
    --target "$host" --target-dir $out

mkdir -p $out/logs
failed=
for name in $targets; do
    program=$out/$host/release/fuzz-$name
    crashes=$out/crashes/$name
    log=$out/logs/$name
    mkdir -p "$out/corpus/$name" "$crashes"
    touch "$log.began"
    echo "fuzz: $name for $time s"
    # The lines that tell how it goes; libFuzzer prints one for every input that it keeps.
    {
        "$program" "$out/corpus/$name" "fuzz/corpus/$name" -dict="fuzz/dictionaries/$name.txt" \
            -max_total_time="$time" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -artifact_prefix="$crashes/" 2>&1 &&
            echo ended >"$log.state" || echo failed >"$log.state"
    } | tee "$log" |
        awk '/INITED|pulse|DONE|panicked|^==[0-9]+== ERROR|SUMMARY/ { print "  " $0; fflush() }'
    found=$(find "$crashes" -type f -newer "$log.began")
    state=$(cat "$log.state")
    rm "$log.began" "$log.state"
    if [ -n "$found" ] || [ "$state" = failed ]; then
        failed="$failed $name"
        [ -n "$found" ] || echo "fuzz: $name stopped without an input to blame; see $log"
        for input in $found; do
            echo "fuzz: $name breaks on $input; the message is in $log"
            echo "  again:       $program $input"
            echo "  as a test:   cp $input fuzz/corpus/$name/NAME && cargo test -p formwork-fuzz $name"
        done
    fi
done

if [ -n "$failed" ]; then
    echo "fuzz: properties were broken in:$failed"
    exit 1
fi
