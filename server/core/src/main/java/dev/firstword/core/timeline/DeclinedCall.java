package dev.firstword.core.timeline;

import dev.firstword.relay.event.Usage;

/**
 * A call whose model declined to answer.
 *
 * @param category the provider's category; empty if it gave none
 * @param usage what the call used, which is part of the turn's usage
 */
public record DeclinedCall(String model, String category, Usage usage) {}
