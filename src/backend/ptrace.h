/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs an image without privilege: breakpoints at user-space sites, programs in
 * the interpreter. The tracing thread runs those of sites; whoever calls the
 * backend's functions runs the others.
 */
#ifndef BACKEND_PTRACE_H
#define BACKEND_PTRACE_H

#include "backend/backend.h"
#include "backend/mapwatch.h"
#include "tracer/tracer.h"

/*
 * Image, tracer and watch must outlive the backend; detach() stops the tracer.
 * watch, or NULL, hears of what processes map later. say is called, from any
 * thread, with what the user should know.
 */
struct backend *ptrace_backend_new(const struct image *image,
				   struct tracer *tracer,
				   struct mapwatch *watch,
				   void (*say)(const char *text));

/* For cg_input.member(): what programs may ask of a task; or -1. */
int64_t ptrace_member(const char *type, const char *member);

#endif
