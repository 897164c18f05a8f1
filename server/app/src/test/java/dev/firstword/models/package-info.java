/** What each known model is sent of each option, checked against the simulator and the docs. */
@NullMarked
package dev.firstword.models;

import org.jspecify.annotations.NullMarked;
