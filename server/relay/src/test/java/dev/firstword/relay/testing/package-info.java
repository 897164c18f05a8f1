/** What the property tests of all modules share: how often they try, and common generators. */
@NullMarked
package dev.firstword.relay.testing;

import org.jspecify.annotations.NullMarked;
