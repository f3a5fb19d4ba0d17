package io.gradus.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Abbreviations of calls written out.
class ShorthandTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      commentCharacter = '!',
      textBlock =
          """
          x + y // N                        | N[x + y]
          x // f // g                       | g[f[x]]
          f[x_] := x^2 // N                 | f[x_] := N[x^2]
          2 f @ x + 1                       | 2 f[x] + 1
          f @ g @ x                         | f[g[x]]
          f @ -x                            | f[-x]
          Sin /@ {a, b}                     | Map[Sin, {a, b}]
          Plus @@ {a, b}                    | Apply[Plus, {a, b}]
          #^2 &                             | Function[#^2]
          #^2 & /@ {1, 2}                   | Map[Function[#^2], {1, 2}]
          #1 + #2 &[1, 2]                   | Construct[Function[#1 + #2], 1, 2]
          (#^2 &)[3]                        | Construct[Function[#^2], 3]
          Map[(# + 1) &, x]                 | Map[Function[(# + 1)], x]
          x // (# + 1) & // N               | N[Construct[Function[(# + 1)], x]]
          x^2 + y /. x -> 1                 | ReplaceAll[x^2 + y, x -> 1]
          x /. x -> y /. y -> 2             | ReplaceAll[ReplaceAll[x, x -> y], y -> 2]
          {x /. x -> 1, f @@ {2}}           | {ReplaceAll[x, x -> 1], Apply[f, {2}]}
          W[[1]] // f                       | f[W[[1]]]
          a = b @ c; d                      | a = b[c]; d
          6/.5 && x                         | 6/.5 && x
          """)
  void isWrittenOut(String text, String expanded) {
    assertThat(
            Shorthand.expanded(text).strip().replaceAll(" +", " ").replaceAll("([\\[{(]) ", "$1"))
        .isEqualTo(expanded);
  }
}
