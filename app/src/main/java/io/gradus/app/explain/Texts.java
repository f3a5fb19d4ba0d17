package io.gradus.app.explain;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/// The sentences in one language.
///
/// @param language one of [#LANGUAGES]
/// @param bundle the sentences by key
public record Texts(String language, ResourceBundle bundle) {
  /// The languages that there are texts in.
  public static final List<String> LANGUAGES = List.of("en", "ru", "fa");

  /// The texts in a language. Each has a bundle of its own: the locale of the machine must not
  /// decide.
  public static Texts in(String language) {
    return new Texts(
        language, ResourceBundle.getBundle("io.gradus.app.explain.texts", Locale.of(language)));
  }

  /// The sentence of a key, with arguments for `{0}`, `{1}`, … in it.
  public String say(String key, Object... arguments) {
    String text = bundle.getString(key);
    for (int i = 0; i < arguments.length; i++) {
      text = text.replace("{" + i + "}", String.valueOf(arguments[i]));
    }
    return text;
  }
}
