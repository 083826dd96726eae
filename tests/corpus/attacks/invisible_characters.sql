-- name: nul_at_end
-- expect: refused forbidden_character
-- escapes: on
SELECT 1\u{0}
-- ---
-- name: nul_hides_a_statement
-- expect: refused forbidden_character
-- escapes: on
SELECT 1\u{0}; DROP TABLE trap.account
-- ---
-- name: nul_in_literal
-- expect: refused
-- escapes: on
-- note: PostgreSQL has no NUL in text
SELECT 'a\u{0}b'
-- ---
-- name: nul_in_comment
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 /* \u{0} */
-- ---
-- name: zero_width_space
-- expect: refused forbidden_character
-- escapes: on
SELECT\u{200b}1
-- ---
-- name: zero_width_space_in_keyword
-- expect: refused forbidden_character
-- escapes: on
SEL\u{200b}ECT 1
-- ---
-- name: zero_width_space_in_name
-- expect: refused forbidden_character
-- escapes: on
SELECT pg_\u{200b}sleep(1)
-- ---
-- name: zero_width_space_in_comment
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 /* a\u{200b}b */
-- ---
-- name: zero_width_space_in_line_comment
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 -- a\u{200b}b
-- ---
-- name: zero_width_space_in_quoted_identifier
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 AS "a\u{200b}b"
-- ---
-- name: zero_width_joiner
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 AS a\u{200d}b
-- ---
-- name: zero_width_non_joiner
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 AS a\u{200c}b
-- ---
-- name: word_joiner
-- expect: refused forbidden_character
-- escapes: on
SELECT 1\u{2060}
-- ---
-- name: byte_order_mark_at_start
-- expect: refused forbidden_character
-- escapes: on
\u{feff}SELECT 1
-- ---
-- name: byte_order_mark_inside
-- expect: refused forbidden_character
-- escapes: on
SELECT\u{feff} 1
-- ---
-- name: soft_hyphen
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 AS a\u{ad}b
-- ---
-- name: right_to_left_override
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 AS "\u{202e}a"
-- ---
-- name: right_to_left_override_in_comment
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 /*\u{202e} } \u{2066}if\u{2069} \u{2066} */
-- ---
-- name: left_to_right_override
-- expect: refused forbidden_character
-- escapes: on
SELECT \u{202d}1
-- ---
-- name: right_to_left_embedding
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 \u{202b}
-- ---
-- name: left_to_right_embedding
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 \u{202a}
-- ---
-- name: pop_directional_formatting
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 \u{202c}
-- ---
-- name: left_to_right_isolate
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 AS "\u{2066}a\u{2069}"
-- ---
-- name: right_to_left_isolate
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 \u{2067}
-- ---
-- name: first_strong_isolate
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 \u{2068}
-- ---
-- name: right_to_left_mark_outside_literal
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 \u{200f}
-- ---
-- name: left_to_right_mark_outside_literal
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 \u{200e}
-- ---
-- name: arabic_letter_mark
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 \u{61c}
-- ---
-- name: no_break_space
-- expect: refused forbidden_character
-- escapes: on
SELECT\u{a0}1
-- ---
-- name: no_break_space_as_a_name
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 AS \u{a0}
-- ---
-- name: narrow_no_break_space
-- expect: refused forbidden_character
-- escapes: on
SELECT\u{202f}1
-- ---
-- name: ideographic_space
-- expect: refused forbidden_character
-- escapes: on
SELECT\u{3000}1
-- ---
-- name: en_space
-- expect: refused forbidden_character
-- escapes: on
SELECT\u{2002}1
-- ---
-- name: thin_space
-- expect: refused forbidden_character
-- escapes: on
SELECT\u{2009}1
-- ---
-- name: ogham_space
-- expect: refused forbidden_character
-- escapes: on
SELECT\u{1680}1
-- ---
-- name: mongolian_vowel_separator
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 AS a\u{180e}b
-- ---
-- name: line_separator
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 -- a\u{2028}DROP TABLE trap.account
-- ---
-- name: paragraph_separator
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 -- a\u{2029}DROP TABLE trap.account
-- ---
-- name: next_line_control
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 -- a\u{85}DROP TABLE trap.account
-- ---
-- name: invisible_times
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 \u{2062} 1
-- ---
-- name: function_application
-- expect: refused forbidden_character
-- escapes: on
SELECT abs\u{2061}(1)
-- ---
-- name: combining_grapheme_joiner
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 AS a\u{34f}b
-- ---
-- name: hangul_filler
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 AS \u{3164}
-- ---
-- name: halfwidth_hangul_filler
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 AS \u{ffa0}
-- ---
-- name: variation_selector
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 AS a\u{fe0f}
-- ---
-- name: tag_characters
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 /* \u{e0041}\u{e0042}\u{e007f} */
-- ---
-- name: interlinear_annotation
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 \u{fff9}
-- ---
-- name: private_language_tag
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 \u{e0001}
-- ---
-- name: backspace
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 -- \u{8}\u{8}\u{8}
-- ---
-- name: escape_control
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 -- \u{1b}[2K
-- ---
-- name: bell
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 \u{7}
-- ---
-- name: delete_control
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 \u{7f}
-- ---
-- name: start_of_heading
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 \u{1}
-- ---
-- name: substitute_control
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 \u{1a}
-- ---
-- name: c1_control_sequence
-- expect: refused forbidden_character
-- escapes: on
SELECT 1 -- \u{9b}2K
-- ---
-- name: file_separator
-- expect: refused forbidden_character
-- escapes: on
SELECT\u{1c}1
