# Run, test, bench, chaos, format, help: the only entry points anyone has to know.
# Each finds a JDK 25 by itself; `make test` also installs what is missing, where it may.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run build test test-web test-java test-deploy test-page test-next bench chaos format clean

MAVEN := scripts/with-jdk mvn -B -ntp

help: ## show this list
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build what is out of date, then serve at http://127.0.0.1:8080
	@./firstword serve

build: ## build the server, what lets it start sooner, and the page
	@scripts/ensure jdk maven node
	@scripts/build -v java page cache

test: test-web test-java test-deploy test-page ## everything below, in this order; installs what it needs

test-web: ## lint, type check, unit tests and build of the web packages
	@scripts/ensure node
	scripts/install-web
	cd web && npm run lint && npm run typecheck && npm test && npm run build

test-java: ## compile with checks, test and verify the format of the Java modules
	@scripts/ensure jdk maven nginx haproxy prometheus
	$(MAVEN) verify

test-deploy: ## the alert rules, checked and tried by promtool
	@scripts/ensure prometheus
	promtool check rules deploy/prometheus/firstword.rules.yml
	promtool test rules deploy/prometheus/firstword.rules.test.yml

test-page: ## the page in a real Chromium, against the real server and simulator
	@scripts/ensure jdk maven node chromium
	scripts/install-web
	scripts/build java page
	cd web && CHROMIUM="$$(../scripts/find-chromium)" ../scripts/with-jdk npm run e2e

test-next: ## the packed React package in a real Next.js build; not part of make test, since Next.js takes 350 MB
	@scripts/ensure jdk maven node chromium
	scripts/install-web
	scripts/install-web next
	scripts/build java page
	rm -f web/next/*.tgz
	cd web && npm run -s build -w @firstword/react && npm pack -s -w @firstword/react --pack-destination next
	cd web/next && npm install --no-save --no-package-lock --no-audit --no-fund ./firstword-react-*.tgz
	cd web/next && NEXT_TELEMETRY_DISABLED=1 npm run -s build
	cd web && CHROMIUM="$$(../scripts/find-chromium)" ../scripts/with-jdk npm run test:next -w @firstword/e2e

bench: ## every benchmark; tables here, figures in bench/results/
	@scripts/bench

bench-%: ## one of them: bench-thousand, bench-day, bench-departure, bench-example, bench-history, bench-long-answer, bench-latency (or bench-latency-alerts, -cost, -model, -phases, -prompt, -proxy, -reranker, -sketches), bench-models (or bench-models-breaks, -cache, -drift, -estimates, -faults, -hedging, -keep-warm, -losers, -summaries), bench-preparation, bench-readers, bench-relay (or bench-relay-cost, -first-word, -growth, -height; bench-relay-peers, which builds other people's relays first), bench-search, bench-stacks, bench-start, bench-story
	@scripts/bench $*

chaos: ## every long run that breaks things; about 20 minutes
	@scripts/bench chaos

chaos-%: ## one of them: chaos-crash, chaos-nodes, chaos-outage
	@scripts/bench chaos-$*

format: ## put all code into the project's format
	@scripts/ensure jdk maven node
	$(MAVEN) -q spotless:apply
	scripts/install-web
	cd web && npm run format

clean: ## remove what was built, not what was downloaded
	rm -rf target */target web/apps/*/dist web/packages/*/dist
