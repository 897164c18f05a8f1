/**
 * Keeping what models have read: which beginnings of prompts are marked, what of them is warm, what
 * that saves and what is done wrong with it. Start reading at {@link
 * dev.firstword.routing.caching.PromptCaching}.
 */
@NullMarked
package dev.firstword.routing.caching;

import org.jspecify.annotations.NullMarked;
