// Naive UI in the colours and sizes of the tokens.
import type { GlobalThemeOverrides } from 'naive-ui'
import { token, type Theme } from './tokens'

export function naiveTheme(theme: Theme): GlobalThemeOverrides {
  const of = (name: string) => token(theme, name)
  const accent = { primaryColor: of('accent'), primaryColorHover: of('accent-hover'), primaryColorPressed: of('accent-press'), primaryColorSuppl: of('accent') }
  const none = 'none'
  return {
    common: {
      ...accent,
      infoColor: of('info'), infoColorHover: of('info'), successColor: of('ok'), successColorHover: of('ok'), warningColor: of('warn-mark'), warningColorHover: of('warn-mark'), errorColor: of('danger'), errorColorHover: of('danger'), errorColorPressed: of('danger'), errorColorSuppl: of('danger'),
      textColorBase: of('text'), textColor1: of('text'), textColor2: of('text'), textColor3: of('text-2'), textColorDisabled: of('text-3'), placeholderColor: of('text-3'), iconColor: of('text-2'), closeIconColor: of('text-2'),
      bodyColor: of('ground'), cardColor: of('surface'), modalColor: of('surface'), popoverColor: of('surface'), tableColor: of('surface'), inputColor: of('surface'), tableHeaderColor: of('surface'), hoverColor: of('surface-2'), tableColorHover: of('hover'),
      borderColor: of('line-strong'), dividerColor: of('hairline'), railColor: of('tile-off'),
      borderRadius: of('r'), borderRadiusSmall: of('r-s'), fontFamily: of('font'), fontFamilyMono: of('mono'), fontSize: of('f-m'), fontSizeMedium: of('f-m'), fontSizeSmall: of('f-s'), heightMedium: '32px', heightSmall: '28px', heightLarge: '40px', lineHeight: '20px',
      boxShadow1: none, boxShadow2: `0 0 0 1px ${of('hairline')}`, boxShadow3: none,
    },
    Button: { fontWeight: '400', fontWeightStrong: '600', textColorPrimary: of('accent-on'), textColorHoverPrimary: of('accent-on'), textColorPressedPrimary: of('accent-on'), textColorFocusPrimary: of('accent-on'), paddingMedium: '0 12px' },
    DataTable: { thColor: of('surface'), tdColor: of('surface'), thFontWeight: '400', thTextColor: of('text-2'), tdPaddingMedium: '9px 12px', thPaddingMedium: '9px 12px', fontSizeMedium: of('f-m'), borderColor: of('hairline'), tdColorHover: of('hover') },
    Input: { border: `1px solid ${of('control')}`, color: of('surface'), colorFocus: of('surface'), boxShadowFocus: `0 0 0 3px ${of('focus')}` },
    InternalSelection: { border: `1px solid ${of('control')}`, color: of('surface'), boxShadowFocus: `0 0 0 3px ${of('focus')}` },
    Checkbox: { border: `1px solid ${of('control')}`, textColor: of('text'), colorChecked: of('accent') },
    Radio: { boxShadow: `inset 0 0 0 1px ${of('control')}` },
    Switch: { railColor: of('control') },
    Dropdown: { optionColorHover: of('surface-2'), color: of('surface') },
    Tag: { borderRadius: of('r-s') },
    Drawer: { color: of('surface') },
    Form: { labelTextColor: of('text'), feedbackTextColorError: of('danger') },
  }
}
