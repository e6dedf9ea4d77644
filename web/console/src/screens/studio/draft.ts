// The draft as its text: the file is the programme.
import { api, take } from '@shared/api/client'

export const draftText = async () => String(await take(api.GET('/v1/program/draft', { parseAs: 'text' })))

export const putDraft = (text: string) => take(api.PUT('/v1/program/draft', { body: text, bodySerializer: (body: string) => body, headers: { 'Content-Type': 'text/yaml' } } as never))
