# Entry points: run, test, bench, chaos, format, help. Each target finds a JDK 25 by itself.
# `make test` also installs missing tools if it may.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run build test test-web test-java test-deploy test-page test-next bench chaos format clean

MAVEN := scripts/with-jdk mvn -B -ntp

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build if needed, then serve at http://127.0.0.1:8080
	@./firstword serve

build: ## build the server, its startup cache and the page
	@scripts/ensure jdk maven node
	@scripts/build -v java page cache

test: test-web test-java test-deploy test-page ## all tests below, in order; installs missing tools

test-web: ## lint, type-check, test and build the web packages
	@scripts/ensure node
	scripts/install-web
	cd web && npm run lint && npm run typecheck && npm test && npm run build

test-java: ## compile, test and check the format of the Java modules
	@scripts/ensure jdk maven nginx haproxy prometheus
	$(MAVEN) verify

test-deploy: ## check and test the alert rules with promtool
	@scripts/ensure prometheus
	promtool check rules deploy/prometheus/firstword.rules.yml
	promtool test rules deploy/prometheus/firstword.rules.test.yml

test-page: ## test the page in Chromium with the server and the simulator
	@scripts/ensure jdk maven node chromium
	scripts/install-web
	scripts/build java page cache
	cd web && FIRSTWORD_BUILT=1 CHROMIUM="$$(../scripts/find-chromium)" ../scripts/with-jdk npm run e2e

test-next: ## test the packed React package in a Next.js build (350 MB)
	@scripts/ensure jdk maven node chromium
	scripts/install-web
	scripts/install-web next
	scripts/build java page
	rm -f web/next/*.tgz
	cd web && npm run -s build -w @firstword/react && npm pack -s -w @firstword/react --pack-destination next
	cd web/next && npm install --no-save --no-package-lock --no-audit --no-fund ./firstword-react-*.tgz
	cd web/next && NEXT_TELEMETRY_DISABLED=1 npm run -s build
	cd web && CHROMIUM="$$(../scripts/find-chromium)" ../scripts/with-jdk npm run test:next -w @firstword/e2e

bench: ## run all Java benchmarks; saves to bench/results/
	@scripts/bench

bench-%: ## run one benchmark; CONTRIBUTING.md lists the names
	@scripts/bench $*

chaos: ## run all failure tests; about 20 minutes
	@scripts/bench chaos

chaos-%: ## run one of them: crash, nodes, outage
	@scripts/bench chaos-$*

format: ## format all code
	@scripts/ensure jdk maven node
	$(MAVEN) -q spotless:apply
	scripts/install-web
	cd web && npm run format

clean: ## remove build output, keep downloads
	rm -rf target */target server/*/target web/apps/*/dist web/packages/*/dist
