package dev.firstword.core.prompt;

/**
 * Asks a provider to say why a prompt is not found in its cache.
 *
 * @param previousResponse the id of the response to compare with; empty for the first of a
 *     conversation, which only makes it comparable
 */
public record CacheComparison(String previousResponse) {}
