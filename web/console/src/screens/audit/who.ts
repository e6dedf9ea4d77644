import type { Schemas } from '@shared/api/client'
import { say, texts } from '@shared/i18n/texts'

const words = texts({ system: ['系统', 'System'], cli: ['服务器命令行', 'Command line'], key: ['密钥 {id}', 'Key {id}'] })

/** Who acted, in words: a person's name where it is known, a key, the command line, the system. */
export function who(actor: string, people: Schemas['PersonView'][] | undefined): string {
  const [kind, id] = [actor.split(':')[0]!, actor.slice(actor.indexOf(':') + 1)]
  if (kind === 'person') return people?.find(p => p.id === id)?.name ?? id
  return kind === 'key' ? say(words.key, { id }) : kind === 'system' || kind === 'cli' ? say(words[kind]) : actor
}
