# Every target only calls dev.py, which needs nothing but Python 3.11+:  python3 dev.py run
PYTHON ?= python3
export PORT HOST HTTPS

.PHONY: run test demo-reset messages lock bench-realtime bench-casework bench-training
run:
	@$(PYTHON) dev.py run
test:
	@$(PYTHON) dev.py test
demo-reset:
	@$(PYTHON) dev.py reset
messages:
	@$(PYTHON) dev.py messages
lock:
	@$(PYTHON) dev.py lock
bench-realtime:
	@$(PYTHON) dev.py bench-realtime
bench-casework:
	@$(PYTHON) dev.py bench-casework
bench-training:
	@$(PYTHON) dev.py bench-training
