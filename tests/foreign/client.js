// Drives npm's wechat-enterprise-api, unmodified but for its base address.
//   node client.js <base URL> <corp id> <secret> <agent id> <a PNG file>
// with NODE_PATH naming the node_modules folder. Prints one JSON object: step -> outcome.
'use strict';

const API = require('wechat-enterprise-api');

const [base, corpid, secret, agentid, picture] = process.argv.slice(2);
const newClient = (key) => {
  const api = new API(corpid, key, Number(agentid));
  api.prefix = `${base}/cgi-bin/`;
  api.setOpts({ timeout: 10000 });
  return api;
};
const api = newClient(secret);
const outcome = {};

const call = (client, method, ...args) => new Promise((resolve, reject) => {
  client[method](...args, (error, data, response) => {
    if (error) {
      reject(error);
    } else {
      resolve({ data, response });
    }
  });
});

const step = async (name, method, ...args) => {
  const { data } = await call(api, method, ...args);
  outcome[name] = data;
  return data;
};

const refusal = async (name, client, method, ...args) => {
  try {
    await call(client, method, ...args);
    outcome[name] = 'no error';
  } catch (error) {
    outcome[name] = error.code === undefined ? error.message : error.code;
  }
};

const main = async () => {
  await step('token', 'getLatestToken');
  const department = await step('createDepartment', 'createDepartment', '质量组', 2);
  await step('updateDepartment', 'updateDepartment', department.id, '质量保障组');
  await step('getDepartments', 'getDepartments');
  await step('createUser', 'createUser', {
    userid: 'qianqi', name: '钱七', department: [department.id], mobile: '13900000077',
  });
  await step('updateUser', 'updateUser', { userid: 'qianqi', position: '测试工程师' });
  await step('getUser', 'getUser', 'qianqi');
  await step('getDepartmentUsers', 'getDepartmentUsers', department.id, 0, 0);
  await refusal('deleteFullDepartment', api, 'deleteDepartment', department.id);

  const tag = await step('createTag', 'createTag', '测试标签', {});
  await step('addTagUsers', 'addTagUsers', tag.tagid, ['qianqi', 'lisi']);
  await step('getTagUsers', 'getTagUsers', tag.tagid);
  await step('deleteTagUsers', 'deleteTagUsers', tag.tagid, ['lisi']);
  await step('updateTagName', 'updateTagName', tag.tagid, '新名字');
  await step('listTags', 'listTags');
  await step('deleteTag', 'deleteTag', tag.tagid);

  const media = await step('uploadImage', 'uploadImage', picture);
  const { data: bytes } = await call(api, 'getMedia', media.media_id);
  outcome.getMedia = Buffer.from(bytes).toString('base64');
  await step('sendText', 'send', { touser: 'qianqi' }, { msgtype: 'text', text: { content: '你好' } });
  await step('sendImage', 'send', { touser: 'qianqi|nobody' }, {
    msgtype: 'image', image: { media_id: media.media_id },
  });

  await step('createMenu', 'createMenu', {
    button: [{ type: 'click', name: '帮助', key: 'HELP' }],
  });
  await step('getMenu', 'getMenu');
  await step('removeMenu', 'removeMenu');
  await refusal('getNoMenu', api, 'getMenu');

  await step('deleteUser', 'deleteUser', 'qianqi');
  await step('deleteDepartment', 'deleteDepartment', department.id);
  await step('getCallbackIP', 'getCallbackIP');
  await refusal('unknownUser', api, 'getUser', 'nobody');
  await refusal('unknownTag', api, 'getTagUsers', 999);
  await refusal('nobodyToSend', api, 'send', { touser: 'nobody' }, {
    msgtype: 'text', text: { content: 'hi' },
  });
  await refusal('wrongSecret', newClient('wrong'), 'getLatestToken');
  const stale = newClient(secret);
  stale.getToken = (callback) => callback(null, { accessToken: 'stale' });
  await refusal('staleToken', stale, 'getUser', 'lisi');
};

main().then(
  () => { console.log(JSON.stringify(outcome)); },
  (error) => {
    console.log(JSON.stringify(outcome));
    console.error(error.stack);
    process.exitCode = 1;
  },
);
