package dev.firstword.retrieval;

import org.jspecify.annotations.Nullable;

/**
 * A piece of a document as it is kept and indexed.
 *
 * @param position its place in the document, from 0
 * @param heading the headings above it, outermost first, joined with " › "; empty for none
 * @param vector of length one; absent while no model has made one
 */
@SuppressWarnings("ArrayRecordComponent") // A vector is made once and never compared.
public record Chunk(int position, String heading, String text, float @Nullable [] vector) {}
