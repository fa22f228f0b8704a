/** The web app's files as they are served. */
@NullMarked
package dev.daemion.gateway.web;

import org.jspecify.annotations.NullMarked;
