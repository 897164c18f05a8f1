/**
 * The border between the two ways of running: {@link dev.firstword.loop.EventLoop} is one thread
 * that runs tasks in order and keeps time. Parts that live on a loop know this and never the HTTP
 * library. Imports no other part.
 */
@NullMarked
package dev.firstword.loop;

import org.jspecify.annotations.NullMarked;
