#!/bin/sh
# Runs a Redis server for as long as somebody uses it. Started by EmbeddedRedis in the server's folder, in a session of its own.
#
# usage: guard.sh COMMAND... <users
#
# Every user holds the named pipe "users" open for writing, so its end is read when the last of them has gone, however it went.
# What a user writes into it is copied to the file "ack": that tells the user that somebody still listens.

trap '' INT QUIT HUP TSTP

exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
echo "$$ $server" >guard.new && mv -f guard.new guard

(
  while read -r token; do
    echo "$token" >ack
  done
  kill "$server"
) <&3 &
reader=$!
exec 3<&-

trap 'kill "$server"' TERM
while kill -0 "$server" 2>/dev/null; do
  wait "$server"
done
kill "$reader" 2>/dev/null
if [ "$(cat guard)" = "$$ $server" ]; then
  rm -f guard
fi
