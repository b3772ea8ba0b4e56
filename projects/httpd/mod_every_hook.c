/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A module for the workload, built as a third party's is: it has a function
 * for each hook, which leaves everything to others. So a probe that tells of
 * a function fires wherever its hook runs. Only mpm has none: httpd takes each
 * function there for an MPM, and one for enough.
 */
#include "httpd.h"
#include "ap_mpm.h"
#include "http_config.h"
#include "http_connection.h"
#include "http_core.h"
#include "http_log.h"
#include "http_protocol.h"
#include "http_request.h"
#include "mpm_common.h"
#include "scoreboard.h"
#include "unixd.h"

#include "mod_cache.h"
#include "mod_dav.h"
#include "mod_proxy.h"
#include "mod_session.h"
#include "mod_watchdog.h"

module AP_MODULE_DECLARE_DATA every_hook_module;

/* Whatever a hook's arguments are: nobody looks at them. */
static int declines(void)
{
	return DECLINED;
}

static apr_status_t declines_to_look(void)
{
	return AP_DECLINED;
}

static apr_status_t has_no_such_thing(void)
{
	return APR_ENOTIMPL;
}

static int knows_nothing(void)
{
	return 0;
}

static void *has_none(void)
{
	return NULL;
}

/* The figures that a module for a management system would ask for. */
static int asks_for_figures(apr_pool_t *pconf, apr_pool_t *plog,
			    apr_pool_t *ptemp, server_rec *server)
{
	ap_run_get_mgmt_items(ptemp, NULL, apr_hash_make(ptemp));
	return OK;
}

#define HOOK(ns, name, function) \
	ns##_hook_##name((ns##_HOOK_##name##_t *)function, NULL, NULL, \
			 APR_HOOK_FIRST)

static void hook_requests(void)
{
	HOOK(ap, create_connection, has_none);
	HOOK(ap, pre_connection, declines);
	HOOK(ap, process_connection, declines);
	HOOK(ap, protocol_propose, declines);
	HOOK(ap, protocol_switch, declines);
	HOOK(ap, suspend_connection, declines);
	HOOK(ap, resume_connection, declines);
	HOOK(ap, pre_close_connection, declines);
	HOOK(ap, create_request, declines);
	HOOK(ap, pre_read_request, declines);
	HOOK(ap, post_read_request, declines);
	HOOK(ap, http_scheme, has_none);
	HOOK(ap, default_port, knows_nothing);
	HOOK(ap, quick_handler, declines);
	HOOK(ap, pre_translate_name, declines);
	HOOK(ap, translate_name, declines);
	HOOK(ap, map_to_storage, declines);
	HOOK(ap, dirwalk_stat, declines_to_look);
	HOOK(ap, open_htaccess, declines_to_look);
	HOOK(ap, post_perdir_config, declines);
	HOOK(ap, header_parser, declines);
	HOOK(ap, access_checker, declines);
	HOOK(ap, access_checker_ex, declines);
	HOOK(ap, force_authn, declines);
	HOOK(ap, check_user_id, declines);
	HOOK(ap, auth_checker, declines);
	HOOK(ap, note_auth_failure, declines);
	HOOK(ap, type_checker, declines);
	HOOK(ap, fixups, declines);
	HOOK(ap, insert_filter, declines);
	HOOK(ap, handler, declines);
	HOOK(ap, insert_error_filter, declines);
	HOOK(ap, get_suexec_identity, has_none);
	HOOK(ap, log_transaction, declines);
	HOOK(ap, error_log, declines);
	HOOK(ap, generate_log_id, declines);
}

static void hook_server(void)
{
	HOOK(ap, pre_config, declines);
	HOOK(ap, check_config, declines);
	HOOK(ap, test_config, declines);
	HOOK(ap, open_logs, declines);
	HOOK(ap, post_config, asks_for_figures);
	HOOK(ap, optional_fn_retrieve, declines);
	HOOK(ap, pre_mpm, declines);
	HOOK(ap, mpm_query, declines);
	HOOK(ap, mpm_get_name, has_none);
	HOOK(ap, mpm_register_timed_callback, has_no_such_thing);
	HOOK(ap, drop_privileges, declines);
	HOOK(ap, child_init, declines);
	HOOK(ap, child_status, declines);
	HOOK(ap, child_stopping, declines);
	HOOK(ap, end_generation, declines);
	HOOK(ap, monitor, declines);
	HOOK(ap, get_mgmt_items, declines);
	HOOK(ap, fatal_exception, declines);
}

static void hook_other_modules(void)
{
	HOOK(proxy, check_trans, declines);
	HOOK(proxy, canon_handler, declines);
	HOOK(proxy, pre_request, declines);
	HOOK(proxy, scheme_handler, declines);
	HOOK(proxy, post_request, declines);
	HOOK(cache, cache_status, declines);
	HOOK(ap, session_load, declines);
	HOOK(ap, session_decode, declines);
	HOOK(ap, session_encode, declines);
	HOOK(ap, session_save, declines);
	HOOK(dav, method_precondition, declines);
	HOOK(dav, find_liveprop, knows_nothing);
	HOOK(dav, insert_all_liveprops, declines);
	HOOK(dav, gather_propsets, declines);
	HOOK(dav, gather_reports, declines);
	HOOK(dav, deliver_report, declines);
	HOOK(ap, watchdog_need, knows_nothing);	/* OK: it does */
	HOOK(ap, watchdog_init, declines);
	HOOK(ap, watchdog_step, declines);
	HOOK(ap, watchdog_exit, declines);
}

static void register_hooks(apr_pool_t *pool)
{
	hook_requests();
	hook_server();
	hook_other_modules();
}

AP_DECLARE_MODULE(every_hook) = {
	STANDARD20_MODULE_STUFF,
	NULL, NULL, NULL, NULL, NULL, register_hooks
};
