#!/usr/bin/env bash
# bench.sh MARTLET: starts a server of its own on an empty folder and puts each kind of load on it.
# DURATION is the seconds a load is measured (10); ONLY names the loads to run, as in ONLY="single read".
set -euo pipefail

martlet=$1
duration=${DURATION:-10}
folder=$(mktemp -d "$PWD/.build-bench.XXXXXX")
server=
nginx=
finish() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null && wait "$server" || true; fi
    if [ -n "$nginx" ]; then kill "$nginx" 2>/dev/null && wait "$nginx" || true; fi
    rm -rf "$folder"
}
trap finish EXIT

"$martlet" serve --listen 127.0.0.1:0 --data "$folder/data" --journal-bytes-max 64GiB \
    --log-level warning >"$folder/out" &
server=$!
for _ in $(seq 200); do grep -q http "$folder/out" && break; sleep 0.05; done
url=$(grep -o 'http://[^ ]*' "$folder/out")

wanted() { [ -z "${ONLY:-}" ] || [[ " $ONLY " == *" $1 "* ]]; }

# load NAME MODE OPTIONS…
load() {
    local name=$1
    shift
    wanted "$name" || return 0
    echo "== $name"
    "$martlet" bench "$@" --url "$url" --seconds "$duration" --server-pid "$server" || echo "   (not clean)"
}

# The same requests to nginx, for what this machine can do today.
peer() {
    wanted livez || return 0
    command -v nginx >/dev/null || return 0
    local port=$((20000 + RANDOM % 10000))
    cat >"$folder/nginx.conf" <<CONF
worker_processes 2;
daemon off;
pid $folder/nginx.pid;
error_log stderr crit;
events { worker_connections 1024; }
http {
    access_log off;
    keepalive_requests 1000000000;
    server { listen 127.0.0.1:$port; location / { default_type text/plain; return 200 "ok"; } }
}
CONF
    nginx -e stderr -c "$folder/nginx.conf" &
    nginx=$!
    sleep 0.5
    echo "== livez, nginx"
    "$martlet" bench get --url "http://127.0.0.1:$port" --seconds "$duration"
    echo "== livez pipelined, nginx"
    "$martlet" bench get --url "http://127.0.0.1:$port" --seconds "$duration" --pipeline 16
    kill "$nginx" && wait "$nginx" || true
    nginx=
}

echo "binary, stripped: $(strip -o "$folder/stripped" "$martlet" && stat -c %s "$folder/stripped") bytes"
echo "idle server, resident: $(awk '/VmRSS/ { print $2 }' "/proc/$server/status") KiB"
peer
load livez get
load livez-pipelined get --pipeline 16
load single publish --connections 64
load pipelined publish --connections 4 --pipeline 100
load batches publish --connections 4 --batch 1000
load read read --connections 2
load history history --connections 2
load history-gzip history --connections 2 --gzip
load queue queue --connections 16 --batch 100
load cycle queue --connections 64 --piggyback
load tail-poll tail --connections 1
load tail-sse tail --connections 1 --via sse
load tail-receive tail --connections 1 --via receive
