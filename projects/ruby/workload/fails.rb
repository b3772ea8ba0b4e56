# SPDX-License-Identifier: BSD-2-Clause
raise "this file cannot be loaded"
