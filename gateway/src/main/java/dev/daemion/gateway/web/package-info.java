/**
 * The web app's files, served from the jar. Open {@link dev.daemion.gateway.web.WebApp} first. The app's sources are in
 * {@code gateway/web}; nothing here knows what they do.
 */
@NullMarked
package dev.daemion.gateway.web;

import org.jspecify.annotations.NullMarked;
