/** Checks the files in {@code deploy/} for Docker Compose and Kubernetes. */
@NullMarked
package dev.firstword.deploy;

import org.jspecify.annotations.NullMarked;
