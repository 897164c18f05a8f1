/**
 * Prompt caching at providers: cache breakpoints, the ledger of warm prefixes, savings, and the
 * causes of misses. Start reading at {@link dev.firstword.core.routing.caching.PromptCaching}.
 */
@NullMarked
package dev.firstword.core.routing.caching;

import org.jspecify.annotations.NullMarked;
