// SPDX-License-Identifier: GPL-2.0
/* Servers of ClickHouse, see clickhouse_servers.h. */

#include <arpa/inet.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clickhouse_servers.h"
#include "trail.h"

#define SERVER	"/usr/sbin/clickhouse-server"

int server_http[2], server_https[2];

static int tcp_ports[2], pids[2];
static bool grown;
static const char *tls_key, *tls_certificate;

static int free_port(void)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	socklen_t len = sizeof(addr);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&addr, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&addr, &len), 0);
	close(fd);
	return ntohs(addr.sin_port);
}

void servers_have_tls(const char *key, const char *certificate)
{
	tls_key = strdup(key);
	tls_certificate = strdup(certificate);
}

static void add_tls(struct bytes *xml, int i)
{
	if (!tls_key)
		return;
	bytes_printf(xml, "<https_port>%d</https_port>\n<openSSL><server>"
		     "<privateKeyFile>%s</privateKeyFile>"
		     "<certificateFile>%s</certificateFile>"
		     "<verificationMode>none</verificationMode>"
		     "<loadDefaultCAFile>false</loadDefaultCAFile>"
		     "</server></openSSL>\n", server_https[i], tls_key, tls_certificate);
}

static void add_replica(struct bytes *xml, int i)
{
	bytes_printf(xml, "<replica><host>127.0.0.1</host><port>%d</port></replica>\n",
		     tcp_ports[i]);
}

static void add_cluster(struct bytes *xml, const char *name, const char *between, int servers)
{
	int i;

	bytes_printf(xml, "<%s><shard>\n", name);
	for (i = 0; i < servers; i++) {
		if (i)
			bytes_printf(xml, "%s", between);
		add_replica(xml, i);
	}
	bytes_printf(xml, "</shard></%s>\n", name);
}

static void add_clusters(struct bytes *xml)
{
	bytes_printf(xml, "<remote_servers>\n");
	add_cluster(xml, "trail", "</shard><shard>\n", 2);
	add_cluster(xml, "twins", "", 2);
	add_cluster(xml, "growing", "</shard><shard>\n", grown ? 2 : 1);
	bytes_printf(xml, "</remote_servers>\n");
}

static void write_config(int i)
{
	struct bytes xml = { 0 };
	char name[32];

	snprintf(name, sizeof(name), "config%d.xml", i);
	bytes_printf(&xml,
		"<?xml version=\"1.0\"?>\n<yandex>\n"
		"<logger><level>warning</level><console>1</console></logger>\n"
		"<listen_host>127.0.0.1</listen_host>\n"
		"<http_port>%d</http_port><tcp_port>%d</tcp_port>\n"
		"<path>%s/data%d/</path><tmp_path>%s/tmp%d/</tmp_path>\n"
		"<mark_cache_size>16777216</mark_cache_size>\n"
		"<users_config>%s/%s</users_config>\n"
		"<default_profile>default</default_profile><default_database>default</default_database>\n"
		"<profiles><default/><reader><readonly>1</readonly></reader></profiles>\n"
		"<quotas><default/></quotas>\n"
		"<users><default><password></password><networks><ip>127.0.0.1</ip></networks>"
		"<profile>default</profile><quota>default</quota></default>\n"
		"<reader><password>secret</password><networks><ip>127.0.0.1</ip></networks>"
		"<profile>reader</profile><quota>default</quota></reader></users>\n",
		server_http[i], tcp_ports[i], trail_dir, i, trail_dir, i, trail_dir, name);
	add_clusters(&xml);
	add_tls(&xml, i);
	bytes_printf(&xml, "</yandex>\n");
	trail_file(name, xml.data);
	bytes_free(&xml);
}

void servers_grow(void)
{
	grown = true;
	write_config(0);
	write_config(1);
}

static void start(int i)
{
	char config[256], log[128];

	snprintf(config, sizeof(config), "--config-file=%s/config%d.xml", trail_dir, i);
	snprintf(log, sizeof(log), "%s/log%d", trail_dir, i);
	pids[i] = fork();
	assert_true(pids[i] >= 0);
	if (pids[i])
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!freopen(log, "a", stdout) || !freopen(log, "a", stderr))
		_exit(1);
	unsetenv("ASAN_OPTIONS");
	execl(SERVER, SERVER, config, NULL);
	_exit(1);
}

static bool answers(int port)
{
	struct sockaddr_in addr = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	bool yes;

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	yes = !connect(fd, (struct sockaddr *)&addr, sizeof(addr));
	close(fd);
	return yes;
}

bool servers_start(void)
{
	int i, tries;

	if (access(SERVER, X_OK)) {
		print_message("# there is no " SERVER "\n");
		return false;
	}
	for (i = 0; i < 2 && !server_http[1]; i++) {
		server_http[i] = free_port();
		server_https[i] = free_port();
		tcp_ports[i] = free_port();
	}
	for (i = 0; i < 2; i++) {
		if (pids[i])
			continue;
		write_config(i);
		start(i);
	}
	for (i = 0; i < 2; i++) {
		for (tries = 0; tries < 600 && !answers(server_http[i]); tries++)
			usleep(50000);
		assert_true(tries < 600);
	}
	return true;
}

void server_stop(int i)
{
	if (!pids[i])
		return;
	kill(pids[i], SIGKILL);
	waitpid(pids[i], NULL, 0);
	pids[i] = 0;
}

void servers_stop(void **state)
{
	(void)state;
	server_stop(0);
	server_stop(1);
}

const char *server_url(const char *database)
{
	static char url[256];

	snprintf(url, sizeof(url), "clickhouse://127.0.0.1:%d/%s", server_http[0], database);
	return url;
}

static const char *both_url(const char *database, const char *cluster)
{
	static char url[256];

	snprintf(url, sizeof(url), "clickhouse://127.0.0.1:%d,127.0.0.1:%d/%s?cluster=%s",
		 server_http[0], server_http[1], database, cluster);
	return url;
}

const char *cluster_url(const char *database)
{
	return both_url(database, "trail");
}

const char *twins_url(const char *database)
{
	return both_url(database, "twins");
}

const char *growing_url(const char *database, int server)
{
	static char url[256];

	snprintf(url, sizeof(url), "clickhouse://127.0.0.1:%d/%s?cluster=growing",
		 server_http[server], database);
	return url;
}
