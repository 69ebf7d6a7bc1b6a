# Sourced by .ci/run. Makes sure that a Docker engine answers and that it has an image of Redis 7, made here and pulled from nowhere, and
# tells Testcontainers. Fails when there can be no engine: tests that need one must not be skipped unseen.

export TANDEM_TEST_REDIS_IMAGE=redis:7-local
if [ -e /.dockerenv ]; then
  export TESTCONTAINERS_HOST_OVERRIDE="${TESTCONTAINERS_HOST_OVERRIDE:-127.0.0.1}"
fi

install_package() {
  echo "Installing $1"
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "$1" >/dev/null
}

start_engine() {
  command -v dockerd >/dev/null || install_package docker.io
  local log engine
  log=$(mktemp)
  # vfs needs nothing of the kernel, so it works inside containers and virtual machines too.
  dockerd --storage-driver=vfs >"$log" 2>&1 &
  engine=$!
  for _ in $(seq 60); do
    if docker info >/dev/null 2>&1; then
      return
    fi
    kill -0 "$engine" 2>/dev/null || break
    sleep 1
  done
  echo "No Docker engine answers, and dockerd does not start. The end of its log:" >&2
  tail -n 20 "$log" >&2
  echo "Give this machine the rights to run one, or start one and set DOCKER_HOST." >&2
  return 1
}

# An image of nothing but Debian's redis-server and the libraries that it loads.
make_redis_image() {
  command -v redis-check-rdb >/dev/null || install_package redis-tools
  local program root
  program=$(readlink -f "$(command -v redis-check-rdb)") # which is redis-server under another name
  root=$(mktemp -d)
  install -D "$program" "$root/usr/bin/redis-server"
  ldd "$program" | grep -o '/[^ ]*' | while read -r library; do
    install -D "$library" "$root$library"
  done
  tar -C "$root" -c . | docker import \
    --change 'CMD ["/usr/bin/redis-server", "--protected-mode", "no", "--bind", "0.0.0.0"]' \
    --change 'EXPOSE 6379' - "$TANDEM_TEST_REDIS_IMAGE" >/dev/null
  rm -rf "$root"
}

docker info >/dev/null 2>&1 || start_engine
docker image inspect "$TANDEM_TEST_REDIS_IMAGE" >/dev/null 2>&1 || make_redis_image
