package dev.firstword.prompt;

/** All of a prompt up to a place in it, as 128 bits of its digest. */
public record PrefixKey(long high, long low) {}
