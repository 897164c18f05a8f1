# Entry points: run, check, test, bench, chaos, release, format, help. Each target finds a JDK 25 by itself.
# `make test` also installs missing tools if it may.

.DEFAULT_GOAL := help
.PHONY: help run build check test test-web test-java test-deploy test-page test-next test-stress bench \
	chaos format release test-release clean compile-java lint-web test-units-web \
	test-modules test-java-units test-java-system

# Tests have deadlines, so most run one after another. PARALLEL is set for steps that wait or use one core.
ifndef PARALLEL
.NOTPARALLEL:
endif

MAVEN := scripts/with-jdk mvn -B -ntp

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build if needed, then serve at http://127.0.0.1:8080
	@./firstword serve

build: ## build the server, its startup cache and the page
	@scripts/ensure jdk maven node
	@scripts/build -v java page cache

check: ## compile, lint and run the unit tests of what changed since the last check
	@scripts/check

test: ## all tests below, in order; installs missing tools
	@scripts/ensure jdk maven node nginx haproxy pgbouncer prometheus chromium
	@$(MAKE) --no-print-directory -j2 -O PARALLEL=1 compile-java lint-web
	@$(MAKE) --no-print-directory test-units-web test-modules test-deploy test-page

test-web: lint-web test-units-web ## lint, type-check, test and build the web packages

lint-web:
	@scripts/ensure node
	scripts/version check
	scripts/charts check
	scripts/scale-model check
	scripts/install-web
	cd web && npm run lint && npm run typecheck

test-units-web:
	@scripts/ensure node
	scripts/install-web
	cd web && npm test && npm run build

# With jars, because modules whose dependencies turn from classes into jars are compiled again: test-page needs jars.
compile-java:
	@scripts/ensure jdk maven
	$(MAVEN) -q package -DskipTests

test-java: compile-java ## compile, test and check the format of the Java modules
	@scripts/ensure nginx haproxy pgbouncer prometheus
	@$(MAKE) --no-print-directory test-modules

# Two parts at the same time, because each waits half of its time. Everything is compiled already.
test-modules:
	@$(MAKE) --no-print-directory -j2 -O PARALLEL=1 test-java-units test-java-system || { scripts/failed-tests; exit 1; }

test-java-units:
	$(MAVEN) test -Dskip.system=true

test-java-system:
	$(MAVEN) test spotless:check -Dskip.units=true

test-stress: ## race the structures that threads share ten times as long as test-java does
	@scripts/ensure jdk maven
	$(MAVEN) test -pl server/core -am -Dtest='*InterleavingTest' -Dsurefire.failIfNoSpecifiedTests=false \
		-Dinterleavings.millis=1000

test-deploy: ## check the Kubernetes files, and the alert rules and scrape settings with promtool
	@scripts/ensure prometheus
	scripts/render-kubernetes check
	promtool check rules deploy/prometheus/firstword.rules.yml
	promtool test rules deploy/prometheus/firstword.rules.test.yml
	promtool check config --syntax-only deploy/compose/prometheus.yml

test-page: ## test the page in Chromium with the server and the simulator
	@scripts/ensure jdk maven node chromium
	scripts/install-web
	scripts/build java page cache
	cd web && FIRSTWORD_BUILT=1 CHROMIUM="$$(../scripts/find-chromium headless)" ../scripts/with-jdk npm run e2e

test-next: ## test the packed React package in a Next.js build (350 MB)
	@scripts/ensure jdk maven node chromium
	scripts/install-web
	scripts/install-web next
	scripts/build java page
	rm -f web/next/*.tgz
	cd web && npm run -s build -w @firstword/react && npm pack -s -w @firstword/react --pack-destination next
	cd web/next && npm install --no-save --no-package-lock --no-audit --no-fund ./firstword-react-*.tgz
	cd web/next && NEXT_TELEMETRY_DISABLED=1 npm run -s build
	cd web && CHROMIUM="$$(../scripts/find-chromium headless)" ../scripts/with-jdk npm run test:next -w @firstword/e2e

release: ## build everything that a release publishes into dist/; publishes nothing
	@release/build

test-release: ## install each artefact of dist/ as a user would, and ask a question
	@scripts/ensure jdk maven node buildah
	@release/test/all

bench: ## run all Java benchmarks; saves to bench/results/
	@scripts/bench

bench-%: ## run one benchmark; CONTRIBUTING.md lists the names
	@scripts/bench $*

chaos: ## run all failure tests; about 45 minutes
	@scripts/bench chaos

chaos-%: ## run one of them: crash, states, nodes, outage, fuzz, bodies, documents, mixed
	@scripts/bench chaos-$*

format: ## format all code
	@scripts/ensure jdk maven node
	$(MAVEN) -q spotless:apply
	scripts/install-web
	cd web && npm run format

clean: ## remove build output, keep downloads
	rm -rf dist target */target server/*/target client/*/target web/apps/*/dist web/packages/*/dist
