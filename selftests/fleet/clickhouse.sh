# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # variables of the fleet
#
# A cluster of two servers of ClickHouse on 127.0.0.1. To be sourced after common.sh, with a
# directory for them in $work. The servers are two shards; with the port of a ZooKeeper in
# $zookeeper, they are two replicas of one shard, which copy rows among themselves.

clickhouse=/usr/sbin/clickhouse-server

# free_ports N: ports that nothing listens on
free_ports() {
	/usr/bin/python3 -c 'import socket, sys
all = [socket.socket() for i in range(int(sys.argv[1]))]
for s in all:
    s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in all])' "$1"
}

# servers_start: both. Their ports for HTTP are in ${http[1]} and ${http[2]}.
servers_start() {
	local i

	# shellcheck disable=SC2207 # words
	http=('' $(free_ports 6))
	tcp=('' "${http[@]:3:2}") copy=('' "${http[@]:5}")
	server_pids=()
	for i in 1 2; do
		mkdir -p "$work/clickhouse$i"
		server_config $i >"$work/clickhouse$i/config.xml"
		server_start $i || return
	done
}

# server_config N
server_config() {
	cat <<-XML
		<?xml version="1.0"?>
		<yandex>
		<logger><level>warning</level><console>1</console></logger>
		<listen_host>127.0.0.1</listen_host>
		<http_port>${http[$1]}</http_port><tcp_port>${tcp[$1]}</tcp_port>
		<path>$work/clickhouse$1/data/</path><tmp_path>$work/clickhouse$1/tmp/</tmp_path>
		<mark_cache_size>16777216</mark_cache_size>
		<users_config>$work/clickhouse$1/config.xml</users_config>
		<default_profile>default</default_profile><default_database>default</default_database>
		<profiles><default/></profiles>
		<quotas><default/></quotas>
		<users><default><password></password><networks><ip>127.0.0.1</ip></networks>
		<profile>default</profile><quota>default</quota></default></users>
		<remote_servers><trail><shard>
		${zookeeper:+<internal_replication>true</internal_replication>}
		<replica><host>127.0.0.1</host><port>${tcp[1]}</port></replica>
		$([ -n "${zookeeper:-}" ] || echo '</shard><shard>')
		<replica><host>127.0.0.1</host><port>${tcp[2]}</port></replica>
		</shard></trail></remote_servers>
		${zookeeper:+$(replica_config "$1")}
		</yandex>
	XML
}

# replica_config N: short sessions, for ZooKeeper takes a server that was killed for a live one
# until its session ends
replica_config() {
	cat <<-XML
		<zookeeper><node><host>127.0.0.1</host><port>$zookeeper</port></node>
		<session_timeout_ms>10000</session_timeout_ms></zookeeper>
		<interserver_http_host>127.0.0.1</interserver_http_host>
		<interserver_http_port>${copy[$1]}</interserver_http_port>
		<macros><shard>1</shard><replica>$1</replica></macros>
	XML
}

# server_start N: it takes requests when this returns
server_start() {
	setpriv --pdeathsig KILL $clickhouse "--config-file=$work/clickhouse$1/config.xml" \
		>>"$work/clickhouse$1/log" 2>&1 &
	server_pids[$1]=$!
	until_true _server_answers "$1"
}
# shellcheck disable=SC2317 # called by until_true
_server_answers() { (: <>"/dev/tcp/127.0.0.1/${http[$1]}") 2>/dev/null; }

# server_kill N: as if its machine had lost power
server_kill() {
	kill -KILL "${server_pids[$1]}"
	wait "${server_pids[$1]}" 2>/dev/null
	server_pids[$1]=
}

servers_stop() {
	local pid

	for pid in "${server_pids[@]}"; do
		[ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null
	done
}

# store_url HOST: of the cluster, as HOST reaches it
store_url() { echo "clickhouse://$1:${http[1]},$1:${http[2]}/fleet?cluster=trail"; }

# ask_server N QUERY: what it answers
ask_server() {
	/usr/bin/python3 -c 'import sys, urllib.parse, urllib.request
url = "http://127.0.0.1:%s/?query=%s" % (sys.argv[1], urllib.parse.quote(sys.argv[2]))
print(urllib.request.urlopen(url).read().decode(), end="")' "${http[$1]}" "$2"
}
