/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.linux.Tool;

class CommandLineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '^',
            value = {
                "ping  -c 1\t10.0.0.1 # ping,-c,1,10.0.0.1",
                "sh -c 'while :; do x; done' # sh,-c,while :; do x; done",
                "echo \"a 'b' \\\" \\n\" # echo,a 'b' \" \\n",
                "a\\ b c'd'\"e\"f # a b,cdef",
                "echo '' \"\" # echo,,",
                "echo $HOME * ~ # echo,$HOME,*,~",
            })
    void shouldSplitAsAShellDoes(String line, String words) {
        assertEquals(List.of(words.split(",", -1)), CommandLine.split(line));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '^',
            value = {
                "wget x > /dev/null # > must be in quotes",
                "a & # & must be in quotes",
                "a; b # ; must be in quotes",
                "echo 'x # a ' is not closed",
                "echo \"x # a \" is not closed",
                "x \\ # nothing follows",
                "^  ^ # there is no program",
                "'' x # there is no program",
            })
    void shouldRefuseWhatNeedsAShellOrHasNoEnd(String line, String reason) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> CommandLine.split(line));
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    @Test
    void shouldSplitAnythingAsTheShellOfThisMachineDoes() throws Exception {
        assumeTrue(Files.exists(Path.of("/bin/sh")), "needs /bin/sh to compare with");
        Random random = new Random(5);
        String alphabet = "ab '\"\\ \t-=/.";
        StringBuilder script = new StringBuilder("p() { for w; do printf '<%s>' \"$w\"; done; echo; }\n");
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            StringBuilder line = new StringBuilder("x");
            for (int length = random.nextInt(20); length > 0; length--) {
                line.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                List<String> words = CommandLine.split(line.toString());
                script.append("p ").append(line).append('\n');
                words.forEach(word -> expected.append('<').append(word).append('>'));
                expected.append('\n');
            } catch (IllegalArgumentException _) {
                // the shell would go on reading in the next line
            }
        }
        assertEquals(expected.toString(), Tool.require(List.of("/bin/sh"), script.toString(), Duration.ofSeconds(30)));
    }
}
