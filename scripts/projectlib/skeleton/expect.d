/*
 * What must be seen while `exercise` runs: each @ok at least once, no @bad.
 *
 *	@PROVIDER@*:::request-done
 *	/arg1 == 200/
 *	{
 *		@ok["a request is answered with 200"] = count();
 *	}
 */
