# SPDX-License-Identifier: BSD-2-Clause
# The front door. Plain GNU make; the C toolchain in src/ has its own autotools
# build, out of tree in build/. Each target's line of help stands behind ##.

BUILD := build
CONFIGURE_FLAGS ?= --enable-developer
prefix ?= /usr/local
BRANCH ?= stable
PROJECT ?= nginx
PROJECTS := $(patsubst projects/%/project.toml,%,$(wildcard projects/*/project.toml))
JOBS ?= $(shell nproc)
# tracing needs privilege: as an ordinary user who may use sudo, by sudo
SUDO := $(shell [ "$$(id -u)" = 0 ] || { sudo -n true 2>/dev/null && echo sudo; })

.PHONY: all help setup demo check test toolchain install install-caps \
	load unload list \
	validate deb lint bench compat sanitize fuzz random docs toolkit-docs \
	nightly job dist dist-check site clean distclean $(PROJECTS)

all: toolchain		## build the C toolchain: build/dtrace

help:			## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## */  make \1\t/p' Makefile | expand -t 22
	@echo "  make NAME           build and validate one project: $(PROJECTS)"
	@echo
	@echo "  BRANCH=head         a project's development branch"
	@echo "  PROJECT=NAME        the project of demo, deb, compat, bench and nightly"

# ---- what a newcomer runs ------------------------------------------------

setup:
	@scripts/setup toolchain projects

demo: setup		## install what is missing, build all, validate $(PROJECT)
	@scripts/setup project:$(PROJECT)
	@$(MAKE) --no-print-directory -j$(JOBS) toolchain
	@$(SUDO) scripts/project validate $(PROJECT) --branch $(BRANCH)

check: setup		## every test that needs no network beyond Debian's packages
	@scripts/setup check
	@$(MAKE) --no-print-directory -j$(JOBS) toolchain
	@$(SUDO) tests/run

test: check		## the same as check

# ---- the toolchain ---------------------------------------------------------

src/configure: src/configure.ac src/Makefile.am $(wildcard src/*/*.mk)
	@cd src && autoreconf -fi >/dev/null 2>autoreconf.log || \
		{ cat autoreconf.log; exit 1; }
	@rm -f src/autoreconf.log

$(BUILD)/src/Makefile: src/configure
	@mkdir -p $(BUILD)/src
	@top=$$(realpath --relative-to=$(BUILD)/src src) && \
		cd $(BUILD)/src && $$top/configure -q --prefix=$(prefix) \
		$(CONFIGURE_FLAGS)

toolchain: $(BUILD)/src/Makefile
	@+$(MAKE) -s -C $(BUILD)/src
	@ln -sf src/dtrace $(BUILD)/dtrace

install: toolchain	## install dtrace, its pages, the toolkit (DESTDIR, prefix)
	$(MAKE) -s -C $(BUILD)/src install DESTDIR=$(DESTDIR) prefix=$(prefix)
	install -d $(DESTDIR)$(prefix)/share/man/man1 \
		$(DESTDIR)$(prefix)/share/man/man3 \
		$(DESTDIR)$(prefix)/share/man/man5
	install -m 644 docs/man/*.1 $(DESTDIR)$(prefix)/share/man/man1
	install -m 644 docs/man/*.3 $(DESTDIR)$(prefix)/share/man/man3
	install -m 644 docs/man/*.5 $(DESTDIR)$(prefix)/share/man/man5
	install -d $(DESTDIR)$(prefix)/share/project-dtrace/toolkit
	install -m 755 probes/toolkit/*.d \
		$(DESTDIR)$(prefix)/share/project-dtrace/toolkit
	install -m 644 probes/toolkit/README.md \
		$(DESTDIR)$(prefix)/share/project-dtrace/toolkit
	install -d $(DESTDIR)$(prefix)/share/project-dtrace/lib
	install -m 644 probes/lib/*.d \
		$(DESTDIR)$(prefix)/share/project-dtrace/lib
	install -d $(DESTDIR)$(prefix)/share/project-dtrace/pagelib
	install -m 644 scripts/pagelib/* \
		$(DESTDIR)$(prefix)/share/project-dtrace/pagelib
	install -m 755 scripts/dtrace-page $(DESTDIR)$(prefix)/bin
	install -D -m 644 scripts/completions/dtrace.bash \
		$(DESTDIR)$(prefix)/share/bash-completion/completions/dtrace
	install -D -m 644 scripts/completions/_dtrace \
		$(DESTDIR)$(prefix)/share/zsh/site-functions/_dtrace
	@[ "$(SETCAP)" != yes ] || $(MAKE) -s install-caps
	@[ "$(SETCAP)" = yes ] || echo "users may trace their own processes after: " \
		"make install-caps, as root; see dtrace.conf(5)"

# Root's work, and the administrator's choice: tracing for those who are not
# root. dtrace.conf(5) says who may trace what then.
CAPABILITIES := cap_bpf,cap_perfmon,cap_checkpoint_restore+ep
install-caps:		## let users trace their own processes: capabilities of dtrace
	setcap $(CAPABILITIES) $(DESTDIR)$(prefix)/bin/dtrace

load:			## say what tracing needs here and has, mount what is missing
	@scripts/load

unload:			## take away what load mounted, and dead processes' providers
	@scripts/load unload

# ---- projects -----------------------------------------------------------------

list:			## all projects with version, state and probes
	@scripts/project list

$(PROJECTS): setup
	@scripts/setup project:$@
	@$(MAKE) --no-print-directory -j$(JOBS) toolchain
	@$(SUDO) scripts/project validate $@ --branch $(BRANCH)

validate: setup		## build and validate every project
	@$(MAKE) --no-print-directory -j$(JOBS) toolchain
	@status=0; for p in $(PROJECTS); do \
		scripts/setup project:$$p; \
		$(SUDO) scripts/project validate $$p --branch $(BRANCH) || status=1; \
	done; exit $$status

# root builds in a chroot of the package's own suite
deb: setup		## Debian's own package of PROJECT with its series in (RELEASE=VERSION)
	@scripts/setup deb
	@scripts/project deb $(PROJECT) $(if $(RELEASE),--release $(RELEASE))

# ---- for people who work on this ---------------------------------------------

lint:			## style of C, shell, Python, pages, patches; layers
	@ci/lint

# PROJECT given by the user: that project's cost, else the toolchain's numbers
ifeq ($(origin PROJECT),file)
bench: setup		## the numbers of docs/numbers.md; PROJECT=NAME: its untraced cost
	@scripts/setup check
	@$(MAKE) --no-print-directory -j$(JOBS) toolchain
	@$(SUDO) tests/bench/run
else
bench: setup
	@scripts/setup check project:$(PROJECT)
	@$(MAKE) --no-print-directory -j$(JOBS) toolchain
	@$(SUDO) scripts/project cost $(PROJECT)
endif

compat: setup		## prove the series of PROJECT on every release pinned for it
	@scripts/setup project:$(PROJECT)
	@$(MAKE) --no-print-directory -j$(JOBS) toolchain
	@$(SUDO) scripts/project compat $(PROJECT)

sanitize:		## the C tests under the address and undefined sanitizers
	@tests/sanitize

fuzz:			## each fuzz target for FUZZ_SECONDS (60)
	@tests/fuzz/run

kernels: toolchain	## what meets the kernel, under those of KERNELS (Debian's suites)
	@for suite in $(or $(KERNELS),bookworm trixie sid); do \
		$(SUDO) ci/kernel/run --suite $$suite --seconds 7200 ci/kernel/tests || exit; \
	done

random: toolchain	## random D programs for RANDOM_SECONDS (600)
	@$(SUDO) tests/random/run --seconds $(or $(RANDOM_SECONDS),600)
	@$(SUDO) tests/random/run --large --seconds $$(($(or $(RANDOM_SECONDS),600) / 4))

docs:			## write docs/projects/*.md and the workflow files anew
	@scripts/project docs

toolkit-docs:		## write docs/toolkit.md from the heads of the scripts
	@scripts/project toolkit-docs

# ---- every night -----------------------------------------------------------

# PROJECT given by the user: that project alone
NIGHTLY = $(if $(filter file,$(origin PROJECT)),,$(PROJECT)) \
	$(if $(BRANCHES),--branches '$(BRANCHES)') $(if $(STEPS),--steps '$(STEPS)') \
	$(if $(FRESH),--fresh) $(if $(STRICT),--strict)

nightly: setup		## all jobs of all projects; what regressed? (PROJECT=, STEPS=, BRANCHES=)
	@scripts/setup check $(addprefix project:,$(if \
		$(filter file,$(origin PROJECT)),$(PROJECTS),$(PROJECT)))
	@$(MAKE) --no-print-directory -j$(JOBS) toolchain
	@$(SUDO) env JOBS=$(JOBS) scripts/project nightly $(NIGHTLY)

job:			## one job of the nightly: JOB=PROJECT/BRANCH/STEP
	@$(SUDO) scripts/project job '$(JOB)'

# ---- publish -----------------------------------------------------------------

dist:			## a release in build/dist (KEY=, VERSION=, STATES=)
	@scripts/project dist $(if $(KEY),--key '$(KEY)') \
		$(if $(VERSION),--version '$(VERSION)') \
		$(if $(STATES),--states '$(STATES)')

dist-check: dist	## unpack the release elsewhere, check its sums, build it
	@cd $(BUILD)/dist && sha256sum --quiet -c SHA256SUMS
	@rm -rf $(BUILD)/dist-check && mkdir $(BUILD)/dist-check
	@tar -C $(BUILD)/dist-check --strip-components=1 \
		-xf $(BUILD)/dist/project-dtrace-*.tar.xz
	@+$(MAKE) --no-print-directory -C $(BUILD)/dist-check
	@$(BUILD)/dist-check/build/dtrace -V
	@rm -rf $(BUILD)/dist-check

site: dist		## pages for people in build/site (URL=: where they will be)
	@scripts/project site $(if $(URL),--url '$(URL)')

clean:			## remove what was built, keep downloads
	rm -rf $(BUILD)

distclean: clean	## remove the generated configure too
	rm -rf src/configure src/configure~ src/Makefile.in src/aclocal.m4 \
		src/autom4te.cache src/build-aux src/config.h.in src/config.h.in~
