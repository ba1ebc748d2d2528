// SPDX-License-Identifier: GPL-2.0
/* Which name a container shall have: the one that its users know it by. */

#include <stdio.h>
#include <string.h>

#include "common/message.h"
#include "oci/oci.h"

/* How an engine tells what Kubernetes calls a container, by annotations of its own */
static const struct engine {
	const char *namespace;
	const char *pod;
	const char *container;
} engines[] = {
	{ "io.kubernetes.cri.sandbox-namespace", "io.kubernetes.cri.sandbox-name",
	  "io.kubernetes.cri.container-name" },		/* containerd */
	{ "io.kubernetes.pod.namespace", "io.kubernetes.pod.name",
	  "io.kubernetes.container.name" },		/* CRI-O */
};

/* A name that is asked for has to be one. */
static int take_name(struct ctl *ctl, const char *what, const char *text,
		     struct oci_spec *spec)
{
	if (!*text || strlen(text) > CONTID_NAME_MAX)
		return ctl_usage(ctl, "%s is '%s', which is no name: 1 to %d bytes",
				 what, oci_text(text).text, CONTID_NAME_MAX);
	strcpy(spec->name, text);
	spec->name_is_asked_for = true;
	return CTL_DONE;
}

/*
 * NAMESPACE/POD/CONTAINER, or NAMESPACE/POD for the container that holds the pod.
 * If that is too long, the name of the pod is cut: Kubernetes lets namespaces and
 * containers have 63 bytes, and pods 253.
 */
static bool compose_name(const struct oci_state *state, const struct engine *engine,
			 struct oci_spec *spec)
{
	const char *namespace = oci_state_annotation(state, engine->namespace);
	const char *pod = oci_state_annotation(state, engine->pod);
	const char *container = oci_state_annotation(state, engine->container);
	bool holds_pod = !container || !strcmp(container, "POD");
	int room = CONTID_NAME_MAX;

	if (!namespace || !pod || !*pod)
		return false;
	if (holds_pod)
		container = "";
	room -= strlen(namespace) + 1 + !holds_pod + strlen(container);
	snprintf(spec->name, sizeof(spec->name), "%s/%.*s%s%s", namespace,
		 room > 0 ? room : 0, pod, holds_pod ? "" : "/", container);
	return true;
}

/**
 * oci_name_parse - see which name a container shall have.
 * @ctl: the run
 * @state: the container
 * @options: of the hook
 * @spec: where to put the name
 *
 * The annotations of an engine count where the administrator says that the engine
 * sets annotations, or trusts those of users.
 *
 * Return: CTL_DONE, or CTL_USAGE after a message.
 */
int oci_name_parse(struct ctl *ctl, const struct oci_state *state,
		   const struct oci_options *options, struct oci_spec *spec)
{
	const char *text = NULL;
	size_t i;

	if (options->annotations)
		text = oci_state_annotation(state, OCI_ANNOTATION_NAME);
	if (text)
		return take_name(ctl, OCI_ANNOTATION_NAME, text, spec);
	for (i = 0; i < sizeof(engines) / sizeof(engines[0]); i++)
		if ((options->annotations || options->pod) &&
		    compose_name(state, &engines[i], spec))
			return CTL_DONE;
	return options->name ? take_name(ctl, "--name", options->name, spec) :
			       CTL_DONE;
}
