/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
/**
 * Charts of rates over time, in the colours of the palette and over the time range that all parts share. Nobody outside names a class
 * of the chart library. UI thread only.
 */
package org.vitrine.ui.chart;
