package io.gradus.docs;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// A fenced block of a Markdown text.
///
/// @param language the word after the opening fence
/// @param line the line of the opening fence, from 1
/// @param text what stands between the fences
record Block(String language, int line, String text) {
  private static final Pattern FENCES =
      Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  static List<Block> of(String markdown) {
    return FENCES.matcher(markdown).results().map(m -> block(markdown, m)).toList();
  }

  static List<Block> of(String markdown, String language) {
    return of(markdown).stream().filter(b -> b.language.equals(language)).toList();
  }

  private static Block block(String markdown, MatchResult m) {
    int line = (int) markdown.substring(0, m.start()).lines().count() + 1;
    return new Block(m.group(1), line, m.group(2));
  }
}
