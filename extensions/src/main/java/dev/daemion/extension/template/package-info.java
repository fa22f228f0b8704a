/**
 * Prompt templates: Mustache over maps only. Open {@link dev.daemion.extension.template.PromptTemplate} first. Which
 * variables there are is said by {@link dev.daemion.extension.template.TemplateVariables}.
 */
@NullMarked
package dev.daemion.extension.template;

import org.jspecify.annotations.NullMarked;
