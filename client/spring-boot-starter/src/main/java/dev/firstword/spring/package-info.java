/**
 * The Spring Boot starter: a client, a relay for the calls of a page, tokens for pages, health and
 * timers. One artifact for Spring Boot 3.5 and 4, so it uses only what both have.
 */
@NullMarked
package dev.firstword.spring;

import org.jspecify.annotations.NullMarked;
