/**
 * What tests of capture share: the contract that every {@link org.vitrine.capture.spi.CaptureBackend} passes, and small networks of
 * namespaces with real packets in them. Not part of any product.
 */
package org.vitrine.capture.testkit;
