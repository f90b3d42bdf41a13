/**
 * Reads files that people write: YAML 1.2 into typed values, with a complaint for everything that is wrong, each with its line and
 * column. Plain Java, no framework; one thread per document.
 *
 * <p>A reader walks the document with {@link org.vitrine.yaml.YamlNode} as if everything were right; what is missing or malformed
 * comes out empty and is written down. At the end {@link org.vitrine.yaml.YamlDocument#check} throws if anything was wrong, so that
 * a person corrects a file once and not once per mistake.
 */
package org.vitrine.yaml;
