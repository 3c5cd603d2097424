#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Signals: the guest's own end, the grace, the second signal; nothing is left after any of them.
. "$(dirname "$0")/lib.sh"
signals=$(guest signals) || exit 1
# go NAME MODE [OPTION...]
go() {
	local name=$1 mode=$2
	shift 2
	start "$name" "$WASM_BPF" run "$@" "$signals" "$mode"
	ready ready
}

# Bits of SIGINT and SIGTERM; the shell that becomes the command may block some for a moment.
has_blocked_signals() {
	[ "$(cat "/proc/$pid/comm")" = "$(basename "$WASM_BPF")" ] &&
		(((0x$(sed -n 's/^SigBlk:[[:space:]]*//p' "/proc/$pid/status") & 0x4002) == 0x4002))
}
has_lines() { [ "$(wc -l <"$out")" -ge "$1" ]; }

# ---- a guest with a handler ends by itself
go "a handler" handle
kill -INT "$pid"; end
status 5; is "$(printf 'ready\nsignal 2')"; silent "$err"
go "SIGHUP with a handler is a message like another" reload --grace 0
kill -HUP "$pid"; ready "signal 1"; kill -HUP "$pid"
until_true "the second SIGHUP" has_lines 3
kill -KILL "$pid"; end
is "$(printf 'ready\nsignal 1\nsignal 1')"; silent "$err"
go "SIGTERM after it" reload --grace 3600
kill -HUP "$pid"; ready "signal 1"; kill -TERM "$pid"; end
status 0; has "$out" '^signal 15$'; silent "$err"

# ---- one without ends as a process does, silently
for s in INT:130 TERM:143 HUP:129 QUIT:131 USR1:138 USR2:140; do
	go "an endless loop, SIG${s%:*}" loop --grace 3600
	kill "-${s%:*}" "$pid"; end
	status "${s#*:}"; is ready; silent "$err"
done
cat >"$work/parent.py" <<'PY'
import signal, subprocess, sys
p = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)
p.stdout.readline()
p.send_signal(signal.SIGTERM)
sys.exit(0 if p.wait() == -signal.SIGTERM else 1)
PY
row "the parent sees the signal" python3 "$work/parent.py" "$WASM_BPF" run "$signals" loop
status 0

# ---- one that says it handles it and does not end
go "the grace" deaf --grace 0.1
kill -INT "$pid"; end
status 130; says "the guest did not end within 0.1 s of SIGINT and is stopped"
go "the second signal" deaf --grace 3600
kill -INT "$pid"; sleep 0.1; kill -TERM "$pid"; end
status 143; is ready; silent "$err"
go "no grace" deaf --grace 0
kill -INT "$pid"; end
status 130
go "the second signal while it waits" slow --grace 3600
kill -INT "$pid"; ready "signal 2"; sleep 0.4; kill -INT "$pid"; end
status 130; is "$(printf 'ready\nsignal 2')"
# timeout(1) signals its child and then the process group that both are in.
go "the same signal twice at once is one" handle --grace 3600
kill -INT "$pid"; kill -INT "$pid" 2>/dev/null; end
status 5; is "$(printf 'ready\nsignal 2')"; silent "$err"

# ---- blocked where no stop reaches it
mkfifo "$work/never"
exec 9<>"$work/never"
start "a read of standard input" sh -c "exec '$WASM_BPF' run --grace 0 '$signals' read <'$work/never'"
ready ready
kill -TERM "$pid"; end
status 143

# ---- before the guest runs
start "while the module is read" sh -c "exec '$WASM_BPF' run - <'$work/never'"
until_true "the start" has_blocked_signals
kill -INT "$pid"; end
status 130; silent "$out"; silent "$err"
exec 9>&-

# ---- what was ignored at the start
start "nohup" sh -c "trap '' HUP; exec '$WASM_BPF' run '$signals' handle"
ready ready
kill -HUP "$pid"; kill -INT "$pid"; end
status 5
start "SIGINT is taken also by a background job of a script" \
	sh -c "trap '' INT; exec '$WASM_BPF' run '$signals' handle"
ready ready
kill -INT "$pid"; end
status 5
finish
